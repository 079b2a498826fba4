"""The weekly plan: who meets whom, when and where; pins, bans, waiting pupils with their reasons."""
