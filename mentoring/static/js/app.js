// Small betterments; every page works without them.
"use strict";

// After a refused form the summary is read out and reached first.
document.getElementById("error-summary")?.focus();
