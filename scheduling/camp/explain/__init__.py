"""What a person wants to know of a camp plan, from the very rules that made it; values and keys, never sentences.

``wishes`` how the wishes came out; ``why_not`` why one was not met; ``what_if`` what would have to be different,
verified by solving again what ``freed`` frees; ``changes`` what is other than in the plan in force, for whom;
``by_hand`` what a move by hand breaks; ``words`` says it in English for the command line.
"""
