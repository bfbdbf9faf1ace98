"""Manifests of Kubernetes in a text: what a Service sends to, and which ports the pods of a workload declare."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.formats import kubeyaml
from portwise.formats.kubeyaml import Declares, Sends
from portwise.model.cluster import Pod
from portwise.read.sections import elsewhere
from portwise.read.text import Text


def documents(text: Text) -> Iterator[tuple[int, str]]:
    others = elsewhere(text)
    yield from kubeyaml.documents((line.number, line.text) for line in text.every if line.number not in others)


def services(text: Text) -> list[tuple[Sends, int]]:
    """One of each name; of two that differ nobody knows which was applied."""
    found = [(one, line) for line, written in documents(text) if (one := kubeyaml.service(written))]
    return [(one, line) for one, line in found if all(other == one for other, _ in found if other.name == one.name)]


def workloads(text: Text) -> list[Declares]:
    return [one for _, written in documents(text) if (one := kubeyaml.workload(written))]


def declared(text: Text, selector: str, pods: tuple[Pod, ...]) -> Iterator[Pod]:
    """With the ports of the one workload that makes them, by its name and its labels."""
    wanted = frozenset(selector.split(","))
    labelled = [one for one in workloads(text) if wanted <= one.labels] if pods else []
    for pod in pods:
        makers = {one for one in labelled if pod.name.startswith(f"{one.name}-")}
        yield pod._replace(ports=makers.pop().ports) if len(makers) == 1 else pod
