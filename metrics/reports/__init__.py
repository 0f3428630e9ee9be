"""Reports (日报、周报、月通报、年度考核): figures of a period put into words and tables once, frozen, drawn from there.

`kinds` says when each is due, `gathering` asks for the figures, `bulletin` and `sheets` write the frozen block out of
them, `drawing` and its neighbours show nothing but that block.
"""
