"""Jobs that outlive a screen, and all that screens ask for; nothing heavy is imported before
`Services.start`.
"""
