"""What any page needs on which an address is shown."""

from mentoring.feeds import actions
from mentoring.feeds.entries import calendar_name
from mentoring.feeds.forms import detail_words
from mentoring.feeds.models import Subscription
from mentoring.feeds.pictures import picture
from mentoring.feeds.programs import links
from mentoring.feeds.secret import address


def about_address(subscription: Subscription) -> dict[str, object]:
    """What a page needs to show an address: the links into programs and the picture for a phone."""
    actions.keep_secret_current(subscription)
    ways = links(address(subscription), calendar_name(subscription))
    told = detail_words(with_initials=True)[subscription.tells]
    return {"links": ways, "picture": picture(ways.webcal), "tells": told}
