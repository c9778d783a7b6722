"""Names: those of streets and places of an invented town. None is that of a commune nearby."""

from __future__ import annotations

TOWN = "Valmont-sur-Orle"
RIVER = "L’Orle"
PARK = "Jardin public Simone-Veil"

CHURCH_SQUARE = "Place de l’Église"
TOWN_HALL_SQUARE = "Place de la Mairie"
MARKET_SQUARE = "Place du Marché"
STATION_SQUARE = "Place de la Gare"

# The six streets that leave the church square, east first and turning left.
RADIALS = (
    "Rue du Général-Leclerc",
    "Rue Pasteur",
    "Rue de l’Hôtel-de-Ville",
    "Grande-Rue",
    "Rue du Pont-Neuf",
    "Rue de la Gare",
)
# The same streets once out of town.
ROADS = (
    "Route de Grandvaucourt",
    "Route de Marcelmont",
    "Route de Hautecombe",
    "Route de Bellevêque",
    "Route de Fossemanche",
    "Avenue de la Gare",
)
# The street around the old town, by half.
TOWN_WALK = ("Rue du Tour-de-Ville", "Rue des Remparts")

STREETS = (
    "Rue de l’Église",
    "Rue Jean-Jaurès",
    "Rue des Tanneurs",
    "Rue Victor-Hugo",
    "Rue du Four-Banal",
    "Rue de la République",
    "Rue des Lavandières",
    "Rue Jules-Ferry",
    "Rue de la Sucrerie",
    "Rue du Maréchal-Foch",
    "Rue Sainte-Aldeline",
    "Rue des Maraîchers",
    "Rue Louise-Michel",
    "Rue du Clos-Fleuri",
    "Rue de Verdun",
    "Rue des Jardins",
    "Rue Émile-Zola",
    "Rue du Colombier",
    "Rue du 11-Novembre",
    "Rue Marie-Curie",
    "Rue de la Briqueterie",
    "Rue du Vieux-Puits",
    "Rue Lucie-Aubrac",
    "Rue des Tilleuls",
    "Rue Georges-Sand",
    "Rue du Chemin-Vert",
    "Rue Camille-Claudel",
    "Rue des Chasse-Marée",
    "Rue Ambroise-Croizat",
    "Rue de l’Abreuvoir",
    "Rue du Château-d’Eau",
    "Rue Jacques-Brel",
    "Rue des Courlis",
    "Rue du Bois-Joli",
    "Rue Paul-Verlaine",
    "Rue de la Pépinière",
)
LANES = ("Ruelle du Puits", "Ruelle aux Chats", "Passage du Cloître", "Ruelle des Drapiers")

ESTATE = (
    "Allée des Coquelicots",
    "Impasse des Lilas",
    "Impasse des Bleuets",
    "Impasse des Genêts",
    "Impasse des Églantines",
)
ZONE_STREET = "Rue de l’Artisanat"
STADIUM_STREET = "Rue du Stade"
HAMLET_STREET = "Rue de Bellevêque"
CEMETERY_STREET = "Chemin du Cimetière"
SCHOOL_PATH = "Sente des Écoliers"


def street_name(k: int) -> str:
    """Give the k-th street name; beyond the list, names come back with a number.

    >>> street_name(1), street_name(37)
    ('Rue Jean-Jaurès', 'Rue Jean-Jaurès (2)')
    """
    turn, rank = divmod(k, len(STREETS))
    return STREETS[rank] if turn == 0 else f"{STREETS[rank]} ({turn + 1})"
