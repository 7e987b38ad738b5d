// Runs one handler, call after call. Calls come as lines of JSON on standard input, which is a
// socket; answers go back on it. Whatever else is printed goes to standard error.
'use strict';
const fs = require('node:fs');
const { pathToFileURL } = require('node:url');
const { Worker } = require('node:worker_threads');

const [path, , name_of_function, name] = process.argv.slice(-4);

// Reads beside the handler: a handler that never rests must end, too, when the socket closes.
const listener = new Worker(`
'use strict';
const fs = require('node:fs');
const { parentPort } = require('node:worker_threads');
const { StringDecoder } = require('node:string_decoder');
const decoder = new StringDecoder('utf8');
const chunk = Buffer.alloc(1 << 16);
const pause = new Int32Array(new SharedArrayBuffer(4));
let rest = '';
for (;;) {
  let length = 0;
  try {
    length = fs.readSync(0, chunk);
  } catch (error) {
    if (error.code === 'EAGAIN' || error.code === 'EINTR') {
      Atomics.wait(pause, 0, 0, 5);
      continue;
    }
  }
  // All that the handler has started ends, too.
  if (length === 0) process.kill(0, 'SIGKILL');
  const lines = (rest + decoder.write(chunk.subarray(0, length))).split('\\n');
  rest = lines.pop();
  for (const line of lines) parentPort.postMessage(line);
}
`, { eval: true });
listener.unref();

// Node's own way out waits for the listener, which waits for the next call.
function end() {
  process.kill(0, 'SIGKILL');
}
process.reallyExit = end;
process.on('uncaughtException', (error) => {
  console.error(error);
  end();
});

function answer(told) {
  const bytes = Buffer.from(JSON.stringify(told) + '\n');
  const pause = new Int32Array(new SharedArrayBuffer(4));
  let sent = 0;
  while (sent < bytes.length) {
    try {
      sent += fs.writeSync(0, bytes, sent);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}

// Between calls the process stays; within one it may come to rest without an answer, and then
// the answer is null, as in Lambda.
let waiting = setInterval(() => {}, 1 << 30);
let current = null;

function settle(call, told) {
  if (current !== call) return;
  current = null;
  waiting = setInterval(() => {}, 1 << 30);
  answer(told);
}

function fail(call, error) {
  console.error(error);
  settle(call, { failed: true });
}

function succeed(call, value) {
  let text;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    return fail(call, error);
  }
  return settle(call, { value: text === undefined ? 'null' : text });
}

process.on('beforeExit', () => {
  if (current) succeed(current, null);
});

function invoke(handler, line) {
  const call = JSON.parse(line);
  const end = performance.now() + call.milliseconds;
  const done = (error, value) => (error ? fail(call, error) : succeed(call, value));
  const context = {
    callbackWaitsForEmptyEventLoop: false,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:' + name,
    memoryLimitInMB: '1024',
    awsRequestId: call.request,
    logGroupName: '/aws/lambda/' + name,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(end - performance.now())),
    done,
    succeed: (value) => done(null, value),
    fail: (error) => done(error || new Error('failed')),
  };
  current = call;
  clearInterval(waiting);
  try {
    const returned = handler(call.event, context, done);
    if (returned && typeof returned.then === 'function') {
      returned.then((value) => succeed(call, value), (error) => fail(call, error));
    }
  } catch (error) {
    fail(call, error);
  }
}

async function main() {
  const module = await import(pathToFileURL(path).href);
  const parts = name_of_function.split('.');
  const find = (from) => parts.reduce((at, part) => (at == null ? undefined : at[part]), from);
  const handler = find(module) || find(module.default);
  if (typeof handler !== 'function') {
    throw new TypeError(`${path} exports no function ${name_of_function}`);
  }
  listener.on('message', (line) => invoke(handler, line));
  listener.unref();
  answer({ ready: true });
}

main().catch((error) => {
  console.error(error);
  answer({ failed: true });
  end();
});
