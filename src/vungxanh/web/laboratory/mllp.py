"""The MLLP listener: HL7 messages over a plain socket, each answered on the same connection.

A frame that cannot be read is answered like any other, so one broken message ends nothing. MLLP
knows neither passwords nor encryption: let it listen on a line of its own, or behind a tunnel.
"""

import asyncio
from collections.abc import Callable

from vungxanh.labmessages.framing import END, START

Answer = Callable[[bytes], bytes]
"""What is answered to the content of one frame. Called in a thread of its own."""

LARGEST = 2 * 1024 * 1024
"""Bytes of one message; what is longer is dropped, answered as too large, and reading goes on."""
CONNECTIONS = 32
"""At one time; a further one is closed at once."""
IDLE = 600.0
"""Seconds without a byte after which a connection is closed."""
CHUNK = 65_536


class Frames:
    """Takes bytes as they come and gives whole frames; None for one that was too large."""

    def __init__(self, largest: int = LARGEST) -> None:
        self._largest = largest
        self._held = bytearray()
        self._inside = self._dropping = False

    def feed(self, data: bytes) -> list[bytes | None]:
        """Give the content of the frames that end in these bytes."""
        found: list[bytes | None] = []
        self._held += data
        while self._step(found):
            pass
        return found

    def _step(self, found: list[bytes | None]) -> bool:
        if not self._inside:
            _, start, rest = self._held.partition(START)
            self._held, self._inside = bytearray(rest), bool(start)
            return self._inside
        end, again = self._held.find(END), self._held.find(START)
        if again >= 0 and (end < 0 or again < end):
            end = again  # the sender began anew: what came before was cut off
        if end < 0:
            self._drop_if_too_large()
            return False
        cut_off = end == again
        content = bytes(self._held[:end])
        too_large = self._dropping or len(content) > self._largest
        found.append(None if too_large else START + content + (b"" if cut_off else END + b"\r"))
        del self._held[: end if cut_off else end + 1]
        self._inside = self._dropping = False
        return True

    def _drop_if_too_large(self) -> None:
        if len(self._held) > self._largest:
            self._held.clear()
            self._dropping = True


class Listener:
    """Answers every frame of every connection."""

    def __init__(
        self,
        answer: Answer,
        too_large: Callable[[], bytes],
        *,
        largest: int = LARGEST,
        connections: int = CONNECTIONS,
        idle: float = IDLE,
    ) -> None:
        self._answer, self._too_large = answer, too_large
        self._largest, self._connections, self._idle = largest, connections, idle
        self._open = 0
        self._turn = asyncio.Lock()

    async def start(self, host: str, port: int) -> asyncio.Server:
        """Begin to listen; port 0 takes any that is free."""
        return await asyncio.start_server(self._serve, host, port)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._open >= self._connections:
            writer.close()
            return
        self._open += 1
        try:
            await self._talk(reader, writer)
        except (ConnectionError, TimeoutError):
            pass  # the other side is gone, or silent: it connects again
        finally:
            self._open -= 1
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        frames = Frames(self._largest)
        while data := await asyncio.wait_for(reader.read(CHUNK), self._idle):
            for frame in frames.feed(data):
                writer.write(await self._answered(frame))
                await writer.drain()

    async def _answered(self, frame: bytes | None) -> bytes:
        if frame is None:
            return self._too_large()
        async with self._turn:
            return await asyncio.to_thread(self._answer, frame)
