"""One thin function per phase: the order of a tick is in model/tick.py."""

from serai.kernels.count import count
from serai.kernels.leave import leave
from serai.kernels.lodge import lodge
from serai.kernels.move_on import move_on
from serai.kernels.review import apply_events
from serai.kernels.serve import serve
from serai.kernels.travel import arrive

__all__ = ["apply_events", "arrive", "count", "leave", "lodge", "move_on", "serve"]
