#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A TCP proxy that hurts what passes through it, by commands on standard input.

    {"do": "listen", "upstream": 5672}   begins; answers with the port
    {"do": "pass"}                       all goes through again; what was held back arrives late, as TCP has it
    {"do": "drop"}                       nothing goes through, in either direction, and nobody is told
    {"do": "delay", "seconds": 0.2}      every piece is held back that long
    {"do": "reset"}                      all connections are reset
    {"do": "refuse"}                     all connections are reset, and new ones refused until "pass"
    {"do": "cut", "bytes": 1000}         each connection is reset after so many more bytes towards the client
    {"do": "end"}                        all connections are closed as if the broker said goodbye
    {"do": "count"}                      answers with the open and with all connections so far
"""
import asyncio
import socket
import struct
import threading

from processes import free_port, serve


class Proxy:
    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.server = None
        self.port = self.upstream = None
        # The two ends of each connection that is open.
        self.links = {}
        self.total = 0
        self.delay_seconds = 0.0
        self.left = None
        self.flows = asyncio.Event()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    def do(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)

    async def _bind(self):
        if self.server is None:
            self.server = await asyncio.start_server(self._accept, '127.0.0.1', self.port)

    async def _accept(self, reader, writer):
        self.total += 1
        link = [writer]
        self.links[id(link)] = link
        try:
            await self.flows.wait()
            up_reader, up_writer = await asyncio.open_connection('127.0.0.1', self.upstream)
            link.append(up_writer)
            pumps = [asyncio.create_task(self._pump(reader, up_writer, False)),
                     asyncio.create_task(self._pump(up_reader, writer, True))]
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            for pump in pumps:
                pump.cancel()
        except OSError:
            pass
        finally:
            del self.links[id(link)]
            for end in link:
                end.close()

    async def _pump(self, reader, writer, to_client):
        try:
            while True:
                await self.flows.wait()
                piece = await reader.read(65536)
                await self.flows.wait()
                if self.delay_seconds:
                    await asyncio.sleep(self.delay_seconds)
                if not piece:
                    return
                if to_client and self.left is not None:
                    writer.write(piece[:self.left])
                    self.left -= len(piece)
                    if self.left <= 0:
                        self.left = None
                        # What was allowed to pass is to arrive before the reset.
                        await asyncio.sleep(0.05)
                        self._reset(writer)
                        return
                else:
                    writer.write(piece)
                await writer.drain()
        except (ConnectionError, OSError):
            pass

    @staticmethod
    def _reset(writer):
        handle = writer.get_extra_info('socket')
        if handle is not None:
            try:
                handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            except OSError:
                pass
        writer.transport.abort()

    async def _close_all(self, reset):
        for link in list(self.links.values()):
            for end in link:
                if reset:
                    self._reset(end)
                else:
                    end.close()

    # The commands.

    def listen(self, upstream):
        self.upstream, self.port = upstream, free_port()
        self.loop.call_soon_threadsafe(self.flows.set)
        self.do(self._bind())
        return {'port': self.port}

    def let_pass(self):
        async def act():
            self.delay_seconds, self.left = 0.0, None
            self.flows.set()
            await self._bind()
        self.do(act())

    def drop(self):
        self.loop.call_soon_threadsafe(self.flows.clear)

    def delay(self, seconds):
        self.delay_seconds = seconds

    def cut(self, bytes):
        self.left = bytes

    def reset(self):
        self.do(self._close_all(True))

    def refuse(self):
        async def act():
            if self.server is not None:
                self.server.close()
                self.server = None
            await self._close_all(True)
        self.do(act())

    def end(self):
        self.do(self._close_all(False))

    def count(self):
        return {'open': len(self.links), 'total': self.total}


def main():
    proxy = Proxy()
    serve({'listen': proxy.listen, 'pass': proxy.let_pass, 'drop': proxy.drop, 'delay': proxy.delay,
           'cut': proxy.cut, 'reset': proxy.reset, 'refuse': proxy.refuse, 'end': proxy.end, 'count': proxy.count})


if __name__ == '__main__':
    main()
