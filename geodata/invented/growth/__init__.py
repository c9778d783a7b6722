"""Growth: what a bourg becomes beyond its old core when it holds thousands of buildings.

Roads leave the core and fork; the land between them is cut into quarters, each of one kind
(faubourg, grid, estate, flats, activity zone, swallowed village, public ground); quarters are
built one after the other until the town holds what is asked. Nothing that is built depends on
how many are asked: the town of 5,000 buildings stands, house for house, in that of 20,000.
"""
