"""Faults on demand: any site can be made to misbehave, for a pattern of addresses, for some requests or for a random share of them.

site.faults.on("/feed/", faults.status(503, retry_after=2), times=1)
site.faults.randomly(0.3, seed=7)
"""

from demo.faults.injector import Fault, Faults, SiteReply

__all__ = ["Fault", "Faults", "SiteReply"]
