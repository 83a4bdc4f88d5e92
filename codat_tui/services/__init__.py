"""Jobs that outlive a screen and all a screen may ask for; imports nothing heavy before `Services.start`."""
