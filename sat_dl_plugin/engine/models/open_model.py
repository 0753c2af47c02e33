"""A model of a job with its networks open: one network, or a set of them under one name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Optional

from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.contract.legend import BACKGROUND_ID
from sat_dl_plugin.contract.model_set import ModelSet, SetMember, taken_classes
from sat_dl_plugin.engine.models.network import Network


@dataclass(frozen=True)
class OpenMember:
    """A network as part of a model."""

    network: Network
    weight: float = 1.0
    """In the mean of the members that know a class."""
    scale: Optional[float] = None
    """The one scale it runs at, None for those of its card in the best quality, 1 otherwise."""
    class_ids: frozenset[int] = frozenset()
    """Classes that are taken from it, the background among them."""

    def scales(self, quality: str) -> tuple[float, ...]:
        """Return the relative scales at which it runs."""
        if self.scale is not None:
            return (self.scale,)
        return self.network.card.scales if quality == "best" else (1.0,)


@dataclass(frozen=True)
class OpenModel:
    """What a name in ``MODELS`` stands for."""

    card: ModelCard
    """The legend counts; that of a set goes before those of its members."""
    members: tuple[OpenMember, ...]
    weight: float = 1.0
    """In the mean of the models of a job that know a class."""
    source: Optional[tuple[ModelSet, str]] = None
    """The set and the SHA-256 of its file; None for a single network."""

    @staticmethod
    def of_network(network: Network, weight: float = 1.0) -> OpenModel:
        """Return the model that is one network."""
        ids = frozenset(entry.id for entry in network.card.classes)
        return OpenModel(network.card, (OpenMember(network, class_ids=ids),), weight)

    @staticmethod
    def of_set(
        model_set: ModelSet, sha256: str, networks: Iterable[Network], weight: float = 1.0
    ) -> OpenModel:
        """Return the model that is a set.

        Args:
            model_set: The set.
            sha256: Of its file.
            networks: Its members in their order, opened.
            weight: In the mean of the models of a job.
        """
        members = tuple(
            _member(member, network, model_set.card)
            for member, network in zip(model_set.members, networks)
        )
        return OpenModel(model_set.card, members, weight, (model_set, sha256))

    def shares(self, quality: str) -> list[dict[int, float]]:
        """Return what each member counts in each of its classes, class id -> share.

        The shares of all members that know a class, over all their scales, add up to the weight
        of the model, so that a set counts in a job what a single network does.

        Args:
            quality: ``fast``, ``balanced`` or ``best``.
        """
        totals: dict[int, float] = {}
        for member in self.members:
            for class_id in member.class_ids:
                totals[class_id] = totals.get(class_id, 0.0) + member.weight
        return [
            {
                class_id: self.weight * member.weight / totals[class_id] / len(scales)
                for class_id in member.class_ids
            }
            for member in self.members
            for scales in (member.scales(quality),)
        ]

    def identity(self) -> dict[str, Any]:
        """Return name, version, licence and sha256, as provenance records them.

        A set has ``members``: the same of each, its ``weight``, and ``scale`` and ``classes``
        where the set states them.
        """
        if self.source is None:
            return self.members[0].network.identity()
        model_set, sha256 = self.source
        members = [
            {**opened.network.identity(), **member.to_dict()}
            for opened, member in zip(self.members, model_set.members)
        ]
        return {
            "name": self.card.name,
            "version": self.card.version,
            "sha256": sha256,
            "licence": self.card.licence,
            "combine": model_set.combine,
            "members": members,
        }


def networks_of(models: Iterable[OpenModel]) -> tuple[Network, ...]:
    """Return the networks of models, each once, in their order."""
    distinct = {id(m.network): m.network for model in models for m in model.members}
    return tuple(distinct.values())


def _member(member: SetMember, network: Network, legend: ModelCard) -> OpenMember:
    ids = set(taken_classes(member, network.card, legend))
    if any(entry.id == BACKGROUND_ID for entry in network.card.classes):
        ids.add(BACKGROUND_ID)
    return OpenMember(network, member.weight, member.scale, frozenset(ids))
