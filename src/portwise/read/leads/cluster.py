"""Kubernetes: services without pods behind them, and ports that are forwarded from elsewhere."""

from __future__ import annotations

from portwise.model.reading import NOWHERE, Lines, Listening
from portwise.read.hints import met, says
from portwise.read.lead import Lead
from portwise.read.scene import given, lines_of, seen, stated
from portwise.read.text import Text, both, either, unless

CLUSTER = (
    r"\bkube(?:ctl|rnetes|-proxy|let|adm)?\b|\bk8s\b|\bk3s\b|\bk3d\b|\bminikube\b|\bmicrok8s\b|"
    r"\bhelm\b|\bopenshift\b|\boc get\b|\beks\b|\bgke\b|\baks\b|\bkind: (?:service|deployment|pod|"
    r"ingress)|\bclusterip\b|\bnodeport\b"
)
FORWARD = r"\b(?:kubectl|oc|k9s|telepresence|lens|kubefwd)\b.{0,60}\bport-?forward|\bport-?forward(?:ing|ed|s)?\b"
REMOTE = (
    r"\bcodespaces?\b|\breopen in container|\battach(?:ed)? to (?:a )?(?:running )?container|"
    r"\bgitpod\b|\bdev ?-?containers?\b|\.devcontainer\b|devcontainer\.json|"
    r"\bremote[ -](?:ssh|containers?|wsl|explorer|tunnels?|development)\b|\bvs ?code[ -]server\b"
    r"|\bcode-server\b|\bapp\.github\.dev\b|\bgithubpreview\b|\bgitpod\.io\b|\bcloud ?(?:shell|9|"
    r"workstations?)\b|\bidx\.(?:dev|google)|\breplit\b|\bcoder workspace|\bjetbrains gateway\b|"
    r"\bstackblitz\b|\bcloudworkstations\.dev|\bdevpod\b"
)
PORTS_VIEW = (
    r"\bforwarded (?:ports?|address)\b|\bports? (?:tab|view|panel|pane|section|list)\b|"
    r"\bforwardports\b|\bappports?\b|\bport (?:visibility|forward(?:ing)?|attributes)\b|"
    r"\bauto[- ]?forward\w*|\bforward a port\b|\bremote\.autoforwardports\w*|portsattributes"
)


def matches_no_pod(text: Text) -> Lines:
    """Labels are told, and none of them has what the service selects."""
    have = [set(one.sign.value.split(",")) for one in seen(text, "labels")]
    if not have:
        return NOWHERE
    asked = [one for one in seen(text, "selector") if not any(set(one.sign.value.split(",")) <= pod for pod in have)]
    return lines_of(asked)


def sends_elsewhere(text: Text) -> Lines:
    """The service sends to a port at which no container of the text waits."""
    inner = {one.sign.value for one in seen(text, "container port")}
    inner |= {str(one.sign.port) for one in text.signs(Listening) if one.sign.by in ("socket", "words")}
    return lines_of(
        one for one in seen(text, "target port") if inner and one.sign.value.isdecimal() and one.sign.value not in inner
    )


LEADS = (
    Lead(
        "kubernetes-service-no-endpoints",
        "the service has no endpoints",
        5,
        lambda t: given(t.find(CLUSTER, r"\bsvc\b|\bendpoints?\b"), lines_of(seen(t, "no endpoints"))),
    ),
    Lead(
        "kubernetes-service-no-endpoints",
        "the cluster says that the service has no endpoint",
        5,
        says(
            r"no endpoints available for service|has no (?:active |ready |available )?endpoints?|"
            r"does not have any active endpoint|no (?:active|ready|available|healthy) endpoints?|"
            r"endpoints? (?:is|are|was|were|list is) (?:empty|none|missing|not (?:showing|populated|found|"
            r"created))|(?:no|empty|without|any|missing) endpoints?\b|endpoints? (?:shows?|says?|:|"
            r"=) <?(?:none|nothing)|endpoints? not (?:showing|found|appear\w*|created)"
        ),
    ),
    Lead(
        "kubernetes-service-no-endpoints",
        "what the service selects is not what the pods are labelled with",
        4,
        matches_no_pod,
    ),
    Lead(
        "kubernetes-service-no-endpoints",
        "the service sends to a port at which no container waits",
        2.5,
        sends_elsewhere,
    ),
    Lead(
        "kubernetes-service-no-endpoints",
        "selectors and labels are compared",
        1.5,
        lambda t: given(
            t.find(CLUSTER),
            t.find(
                r"\bselectors?\b.{0,60}\b(?:label|match|pod|wrong|different)|\blabels?\b.{0,60}\b(?:selector|"
                r"match|wrong)|\btarget-?port\b.{0,50}\b(?:wrong|instead|match|differ|was|should|is)"
            ),
        ),
    ),
    Lead(
        "kubernetes-service-no-endpoints",
        "no pod behind it is ready",
        2,
        lambda t: given(not [*seen(t, "pod ready")], lines_of(seen(t, "pod not ready"))),
    ),
    Lead(
        "kubernetes-service-no-endpoints",
        "the probe of a pod fails, so that the service leaves it out",
        1.5,
        says(
            r"readiness probe failed|failingreadiness|\bnot ?ready(?:addresses)?\b.{0,30}\b(?:pod|endpoint|"
            r"0/1)|containersnotready"
        ),
    ),
    Lead(
        "kubernetes-service-no-endpoints",
        "a service of the cluster does not answer",
        1,
        lambda t: given(
            t.find(CLUSTER),
            t.find(
                r"\.svc(?:\.cluster\.local)?\b|\bcluster-?ip\b|\bkubectl (?:get|describe) (?:svc|service|ep|"
                r"endpoints)"
            ),
        ),
    ),
    Lead(
        "kubernetes-service-no-endpoints",
        "the ingress has nothing behind it",
        1.5,
        lambda t: given(
            t.find(CLUSTER),
            both(t.find(r"\bingress\b"), t.find(r"\b503\b|service temporarily unavailable|default backend")),
        ),
    ),
    Lead(
        "kubernetes-service-no-endpoints",
        "somebody forwards a port past the service",
        -1.5,
        lambda t: unless(
            t.find(r"\bkubectl\b.{0,60}\bport-forward"), lines_of(seen(t, "no endpoints")), matches_no_pod(t)
        ),
    ),
    Lead(
        "kubernetes-port-forward-died",
        "kubectl says that what it forwards is lost",
        4.5,
        says(
            r"lost connection to pod",
            r"an error occurred forwarding \d+|error forwarding port \d+|"
            r"error copying from (?:local connection to remote stream|remote stream to local connection)|"
            r"portforward\.go:\d+|failed to execute portforward|unable to do port forwarding|"
            r"error upgrading connection|timed out waiting for the condition.{0,40}forward|"
            r"unable to forward port because pod is not running|network namespace .{0,120}failed to (?:dial|"
            r"connect to) ",
        ),
    ),
    Lead(
        "kubernetes-port-forward-died",
        "a port is forwarded with kubectl",
        2.5,
        says(r"\b(?:kubectl|oc|k9s|lens|microk8s kubectl|k)\b.{0,60}\bport-?forward"),
    ),
    Lead(
        "kubernetes-port-forward-died",
        "the port of a cluster is forwarded, and that ends",
        1.5,
        lambda t: given(
            t.find(CLUSTER),
            t.find(
                r"\bport-?forward(?:ing|ed|s)?\b.{0,60}\b(?:dies|died|drops?|dropped|stops?|stopped|exits?|lost|"
                r"breaks?|broken|disconnect\w*|closes?|closed|hang\w*|ends|again|restart\w*)"
            ),
        ),
    ),
    Lead(
        "kubernetes-port-forward-died",
        "a node port of a cluster in containers or a virtual machine is asked at localhost",
        2.5,
        lambda t: both(
            t.find(r"\bnode-?port\b|\b3[0-2]\d{3}\b(?:/tcp)?"),
            t.find(
                r"\bkind\b(?!:)|\bminikube\b|\bk3d\b|\bdocker desktop\b|\bmicrok8s\b|\bmultipass\b|"
                r"\bextraportmappings\b"
            ),
            t.find(CLUSTER),
        ),
    ),
    Lead(
        "kubernetes-port-forward-died",
        "the cluster runs in a virtual machine, whose addresses the host does not have",
        1,
        says(r"\bminikube (?:service|tunnel|ip)\b|external-ip.{0,40}<?pending|\bextraportmappings\b"),
    ),
    Lead(
        "kubernetes-port-forward-died",
        "the pod was restarted meanwhile",
        1,
        lambda t: given(
            t.find(r"port-?forward"),
            t.find(
                r"\bpod (?:was |is |got |has been )?(?:restart\w*|delet\w*|evict\w*|replac\w*|re-?creat\w*)|"
                r"\brollout\b|\bredeploy\w*"
            ),
        ),
    ),
    Lead(
        "dev-container-port-not-forwarded",
        "the program runs in a remote workspace or a dev container",
        2.5,
        says(REMOTE),
    ),
    Lead(
        "dev-container-port-not-forwarded",
        "the forwarded ports of an editor are spoken of",
        1.5,
        lambda t: given(not t.find(r"\bkubectl\b"), t.find(PORTS_VIEW)),
    ),
    Lead(
        "dev-container-port-not-forwarded",
        "the workspace itself reaches it, and the desktop does not",
        1.5,
        lambda t: given(
            t.find(REMOTE),
            either(
                stated(t, True, "container", "here", "terminal", "curl"),
                t.find(
                    r"\b(?:in|inside|from) (?:the |my )?(?:codespace|workspace|devcontainer|dev container|remote|"
                    r"container)\b.{0,60}\b(?:works|fine|ok|200|answers|curl)"
                ),
            ),
        ),
    ),
    Lead(
        "dev-container-port-not-forwarded",
        "the editor's window or its forward is stale or private",
        1,
        lambda t: given(
            t.find(REMOTE),
            t.find(
                r"\breload(?:ed|ing)? (?:the )?window\b|\brebuil[dt]\w*\b.{0,20}\bcontainer\b|\bprivate\b|"
                r"\bpublic\b|\bvisibility\b|\bforward(?:ed|ing)?\b"
            ),
        ),
    ),
    Lead(
        "dev-container-port-not-forwarded",
        "the forwarded port is private, or none is forwarded",
        2,
        lambda t: given(
            t.find(REMOTE),
            t.find(
                r"\bvisibility\b.{0,30}\bprivate|\bports? (?:tab|view|panel|list)\b.{0,40}\b(?:empty|nothing|no|"
                r"missing|private)\b",
                r"\bport (?:is |was )?(?:not|never|isn't|wasn't) (?:being )?(?:auto[- ]?)?forwarded|\bprivate port\b",
            ),
        ),
    ),
    Lead(
        "dev-container-port-not-forwarded",
        "the port of a cluster is forwarded, not that of a workspace",
        -2,
        says(r"\bkubectl\b.{0,60}\bport-forward"),
    ),
    Lead(
        "dev-container-port-not-forwarded", "the name of the service is not found", -1, lambda t: met(t, "name-failure")
    ),
)
