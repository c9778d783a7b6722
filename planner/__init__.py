"""The thinking of Vigie: what to place, what it sees, what it costs, who pays.

Frozen records and pure functions of them: no network, no clock, no hidden chance,
no file but the packaged catalogue. Floors, from the ground up: ``errors``;
``findings``, ``progress``; ``geometry``, ``money``; ``optics``, ``objective``;
``catalogues``; ``scene``; ``plan``; ``coverage``; ``equipment``; ``network``;
``estimate``; ``funding``; ``study``; ``dossier``; ``pipeline``.
"""
