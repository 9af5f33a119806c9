"""Asks a Kubernetes cluster, where drivers are pods, whether it lets them be made and followed."""

from __future__ import annotations

import time

from etlab_jupyter.connection_checks.address import reach
from etlab_jupyter.connection_checks.found import CheckError, Found
from etlab_jupyter.runners.submit.job import JobError
from etlab_jupyter.runners.submit.kubernetes_api import api_of, asked
from etlab_jupyter.spark_session import SparkSettings

# https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/
_GROUP = "authorization.k8s.io/v1"
_NEEDED = (
    ("create", "pods", ""), ("create", "configmaps", ""), ("get", "pods", ""),
    ("get", "pods", "log"), ("delete", "pods", ""),
)  # fmt: skip


async def check(settings: SparkSettings) -> Found:
    """How long one request takes; no pod is made. `CheckError` with what is not permitted."""
    await reach(settings)
    namespace = settings.conf.get("spark.kubernetes.namespace", "default")
    http, sign_in = api_of(settings)
    began, missing = 0.0, []
    try:
        await sign_in.prepare()
        for verb, resource, part in _NEEDED:
            began = time.monotonic()
            wanted = {"namespace": namespace, "verb": verb, "resource": resource}
            review = {
                "apiVersion": _GROUP,
                "kind": "SelfSubjectAccessReview",
                "spec": {
                    "resourceAttributes": {**wanted, **({"subresource": part} if part else {})}
                },
            }
            answer = await asked(http, "POST", f"/apis/{_GROUP}/selfsubjectaccessreviews", review)
            if not (answer or {}).get("status", {}).get("allowed"):
                missing.append(f"{verb} {resource}{'/' if part else ''}{part}")
    except JobError as error:
        raise CheckError(str(error), failed=error.failed) from None
    finally:
        await http.aclose()
    if missing:
        told = f"Kubernetes answers, but in the namespace “{namespace}” it does not permit"
        told = f"{told} this sign-in to: {', '.join(missing)}."
        raise CheckError(told, failed="permission")
    took = round((time.monotonic() - began) * 1000)
    told = f"Kubernetes answers and permits drivers in the namespace “{namespace}”."
    return Found(f"{told} No pod was started for that.", took, master=settings.master)
