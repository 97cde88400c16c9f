"""Rights withdrawn are refused on every node, and after any of them died (FAULTS 79)."""

import httpx

from tools.lab.waiting import wait_until


def refused(node, token):
    """Whether a node takes a token no more."""
    headers = {"Authorization": f"Bearer {token}"}
    status = httpx.get(f"{node.url}/v1/orders", headers=headers, timeout=60).status_code
    assert status in (200, 401)
    return status == 401


def test_withdrawn_once_refused_everywhere(cluster):
    token, other = (cluster.signer.token(sub=name, permissions=["view"]) for name in ("ann", "bob"))
    leader = cluster.leader()
    relay, admin = cluster.relays[0], {"Authorization": f"Bearer {cluster.signer.token()}"}
    body = {"scope": "sub", "code": "ann"}
    answer = httpx.post(f"{relay.url}/v1/admin/revoke", headers=admin, json=body, timeout=60)
    assert answer.status_code == 200, answer.text
    assert refused(cluster.nodes[leader], token)
    wait_until(lambda: refused(cluster.nodes[1 - leader], token))
    cluster.nodes[leader].kill()
    assert cluster.leader() == 1 - leader
    assert refused(relay, token)
    cluster.nodes[leader].spawn()
    cluster.nodes[leader].wait_live()
    assert refused(cluster.nodes[leader], token), "from its first answer on"
    assert not any(refused(node, other) for node in cluster.nodes)
