"""Street names: enough for a large town, without numbers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

_STREETS = ("Rue", "Allée", "Rue", "Avenue", "Rue", "Chemin", "Rue", "Cours", "Rue", "Mail")
_AFTER = (
    "des Acacias", "des Aubépines", "des Bouleaux", "des Bruyères", "des Camélias", "des Cèdres",
    "des Cerisiers", "des Charmes", "des Châtaigniers", "des Chênes", "des Érables",
    "des Frênes", "des Glycines", "des Hêtres", "des Hortensias", "des Iris", "des Jonquilles",
    "des Lauriers", "des Marronniers", "des Mimosas", "des Muguets", "des Noisetiers",
    "des Noyers", "des Ormes", "des Peupliers", "des Pins", "des Platanes", "des Pommiers",
    "des Primevères", "des Roses", "des Sorbiers", "des Sureaux", "des Violettes",
    "des Alouettes", "des Bergeronnettes", "des Fauvettes", "des Hirondelles", "des Loriots",
    "des Mésanges", "des Pinsons", "des Rossignols", "des Rouges-Gorges", "des Tourterelles",
    "du Général-de-Gaulle", "Jean-Moulin", "Pierre-Brossolette", "Aristide-Briand",
    "Léon-Blum", "Anatole-France", "George-Sand", "Honoré-de-Balzac", "Jules-Verne",
    "Arthur-Rimbaud", "Charles-Baudelaire", "Colette", "Jean-de-La-Fontaine", "Molière",
    "Racine", "Voltaire", "Denis-Diderot", "Claude-Debussy", "Hector-Berlioz", "Maurice-Ravel",
    "Georges-Bizet", "Édith-Piaf", "Claude-Monet", "Paul-Cézanne", "Auguste-Renoir",
    "Berthe-Morisot", "Rosa-Bonheur", "Ambroise-Paré", "Louis-Blériot", "Hélène-Boucher",
    "Jean-Mermoz", "Saint-Exupéry", "Pierre-et-Marie-Curie", "Ampère", "Denis-Papin",
    "Louise-Weiss", "Olympe-de-Gouges", "Germaine-Tillion", "Salvador-Allende",
    "du 8-Mai-1945", "du 19-Mars-1962", "de la Libération", "de la Résistance", "de la Paix",
    "de l’Égalité", "de la Fraternité", "de la Liberté", "des Droits-de-l’Homme",
    "des Artisans", "des Bateliers", "des Brasseurs", "des Charpentiers", "des Cordiers",
    "des Couteliers", "des Faïenciers", "des Ferronniers", "des Fileurs", "des Forgerons",
    "des Meuniers", "des Potiers", "des Sabotiers", "des Tisserands", "des Tonneliers",
    "des Vanniers", "des Vignes", "de la Fontaine", "de la Source", "du Lavoir", "du Ruisseau",
    "du Pré-aux-Clercs", "du Grand-Pré", "de la Prairie", "du Champ-de-Foire", "de la Cerisaie",
    "du Verger", "du Clos", "du Coteau", "de la Croix-Blanche", "de Bel-Air", "de Beau-Site",
    "du Bocage", "du Château", "de la Garenne", "de la Grange", "de la Métairie", "du Manoir",
    "de la Mare", "de la Barrière", "du Pont-de-Pierre", "du Petit-Bois", "du Bout-du-Monde",
    "de la Gaieté", "de l’Avenir", "du Progrès", "de l’Industrie", "de l’Europe", "de Londres",
    "de Rome", "de Bruxelles", "de Madrid", "de Prague", "de Lisbonne", "d’Athènes",
)  # fmt: skip
_TITLES = ("du Docteur-", "du Capitaine-", "de l’Abbé-", "du Maire-")
_SURNAMES = (
    "Aubrelet", "Bastenay", "Bonvarlet", "Caudrelier", "Chantraine", "Coqueret", "Dambrune",
    "Delahousse", "Dufrénoy", "Estourmel", "Farcy", "Fauvarque", "Gamblin", "Gosselet",
    "Hennequart", "Hautbois", "Jonquet", "Lamarcq", "Lescureux", "Loisel", "Maillefer",
    "Mauduit", "Noblecourt", "Obry", "Parmentelot", "Pruvost", "Quenneson", "Rambure",
    "Ringeval", "Sauvageot", "Tassencourt", "Thuillier", "Vasseur", "Vermandel", "Wattecamps",
)  # fmt: skip
_STRIDE = 101  # far from one name of a list to the next
_DEAD_ENDS = ("Impasse", "Cour", "Clos", "Square", "Impasse", "Villa")


def through_streets() -> Iterator[str]:
    """Give names of streets that lead somewhere, each once."""
    return _distinct(_STREETS)


def dead_ends() -> Iterator[str]:
    """Give names of streets that lead nowhere, each once."""
    return _distinct(_DEAD_ENDS)


def _distinct(firsts: tuple[str, ...]) -> Iterator[str]:
    """Turn the two lists against each other; number what comes back at last."""
    people = [f"{title}{name}" for name in _SURNAMES for title in _TITLES]
    seconds = [*_AFTER, *people]
    mixed = [seconds[(_STRIDE * k) % len(seconds)] for k in range(len(seconds))]
    given: set[str] = set()
    for turn in itertools.count(1):
        for shift in range(len(firsts)):
            for rank, second in enumerate(mixed):
                name = f"{firsts[(rank + shift) % len(firsts)]} {second}"
                name = name if turn == 1 else f"{name} ({turn})"
                if name not in given:
                    given.add(name)
                    yield name
