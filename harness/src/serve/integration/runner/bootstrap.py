# Runs one handler, call after call. Calls come as lines of JSON on standard input, which is a
# socket; answers go back on it. Whatever else is printed goes to standard error.
import importlib
import importlib.util
import json
import os
import queue
import signal
import socket
import sys
import threading
import time
import traceback


class Context:
    def __init__(self, name, request, milliseconds):
        self.function_name = name
        self.function_version = "$LATEST"
        self.invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:" + name
        self.memory_limit_in_mb = "1024"
        self.aws_request_id = request
        self.log_group_name = "/aws/lambda/" + name
        self.log_stream_name = "local"
        self.identity = None
        self.client_context = None
        self._end = time.monotonic() + milliseconds / 1000

    def get_remaining_time_in_millis(self):
        return max(0, int((self._end - time.monotonic()) * 1000))

    def log(self, message):
        sys.stderr.write(str(message))


def end():
    # All that the handler has started ends, too.
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def listen(lines, calls):
    try:
        for line in lines:
            calls.put(line)
    finally:
        end()


def read(path, name):
    if name not in sys.modules:
        return importlib.import_module(name)
    # A handler may be named like a module that this script itself uses.
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    path, module, function, name = sys.argv[1:5]
    channel = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    calls = queue.Queue()
    threading.Thread(target=listen, args=(channel.makefile("rb"), calls), daemon=True).start()

    def answer(told):
        channel.sendall(json.dumps(told).encode() + b"\n")

    sys.argv = [path]
    sys.path[:] = [os.getcwd()] + [one for one in sys.path if one]
    try:
        handler = read(path, module.replace("/", "."))
        for part in function.split("."):
            handler = getattr(handler, part)
    except BaseException:
        traceback.print_exc()
        answer({"failed": True})
        end()
    answer({"ready": True})
    while True:
        call = json.loads(calls.get())
        context = Context(name, call["request"], call["milliseconds"])
        try:
            told = {"value": json.dumps(handler(call["event"], context))}
        except BaseException:
            traceback.print_exc()
            told = {"failed": True}
        sys.stdout.flush()
        answer(told)


main()
