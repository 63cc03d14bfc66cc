/**
 * Raw HTTP/1.1 requests and what must become of them, written from RFC 9112 and RFC 9110.
 * Replayed against a bare Node server beside this file and against a running gateway in `tests/faults`. A server that
 * replays them needs `maxHeaderSize: 32768`, `maxHeadersCount: 100`, and listeners for `checkContinue`, `checkExpectation` and
 * `connect` that apply `checkRequestHead`, since Node keeps such requests away from the ordinary listener.
 */
export interface CorpusRequest {
  readonly name: string
  /** One character a byte (latin1). The client sends them at once and then half-closes. */
  readonly bytes: string
  /**
   * The status of the first final answer; `accepted`: the head passes, and what is answered is the business of whoever routes it;
   * `closed`: no answer at all.
   */
  readonly expect: number | 'accepted' | 'closed'
  /**
   * `body`: the head is good and what follows it is not. Whoever answers before the body is read gives another status than
   * `expect`, and must close the connection all the same.
   */
  readonly phase: 'head' | 'body'
}

const path = '/openaiapi/2.3.0/responses'

export const requestCorpus: readonly CorpusRequest[] = [
  ...versions(),
  ...methods(),
  ...targets(),
  ...paths(),
  ...hosts(),
  ...framing(),
  ...connections(),
  ...expectations(),
  ...repeatedHeaders(),
  ...fieldSyntax(),
  ...sizes(),
  ...chunks(),
  ...bodies(),
  ...agents(),
]

function versions(): CorpusRequest[] {
  const line = (version: string) => `GET ${path} ${version}\r\nHost: gateway.test\r\n\r\n`
  return [
    head('version: 1.1', line('HTTP/1.1'), 'accepted'),
    head('version: 1.0 without a body', line('HTTP/1.0'), 'accepted'),
    head(
      'version: 1.0 with an empty body',
      request('POST', path, { version: '1.0', lines: ['Content-Length: 0'] }),
      'accepted',
    ),
    head(
      'version: 1.0 with keep-alive',
      request('GET', path, { version: '1.0', lines: ['Connection: keep-alive'] }),
      'accepted',
    ),
    head(
      'version: 1.0 with a body',
      request('POST', path, { version: '1.0', lines: ['Content-Length: 2'], body: '{}' }),
      505,
    ),
    head(
      'version: 1.0 with a transfer encoding',
      request('POST', path, { version: '1.0', lines: ['Transfer-Encoding: chunked'], body: '0\r\n\r\n' }),
      400,
    ),
    head('version: 1.0 without Host', `GET ${path} HTTP/1.0\r\n\r\n`, 400),
    head('version: 0.9 has none', `GET ${path}\r\n\r\n`, 505),
    head('version: 0.9 of the root', 'GET /\r\n\r\n', 505),
    head('version: 0.9 spelled out', line('HTTP/0.9'), 505),
    head('version: 2.0 on a socket of 1.1', line('HTTP/2.0'), 505),
    head('version: 2', line('HTTP/2'), 400),
    head('version: 1.2', line('HTTP/1.2'), 400),
    head('version: 3.0', line('HTTP/3.0'), 400),
    head('version: 11.1', line('HTTP/11.1'), 400),
    head('version: lower case', line('http/1.1'), 400),
    head('version: comma for the point', line('HTTP/1,1'), 400),
    head('version: space inside', line('HTTP/ 1.1'), 400),
    head('version: another protocol', line('HTTPS/1.1'), 400),
    head('version: space behind it', line('HTTP/1.1 '), 400),
    head('version: preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400),
  ]
}

function methods(): CorpusRequest[] {
  const allowed = ['GET', 'HEAD', 'DELETE', 'OPTIONS'].map((method) =>
    head(`method: ${method}`, request(method, path), 'accepted'),
  )
  const withBody = ['POST', 'PUT', 'PATCH', 'DELETE', 'GET'].map((method) =>
    head(
      `method: ${method} with a body`,
      request(method, path, { lines: ['Content-Length: 2'], body: '{}' }),
      'accepted',
    ),
  )
  const known = ['TRACE', 'PROPFIND', 'LOCK', 'M-SEARCH', 'QUERY', 'PURGE', 'UNLINK', 'SOURCE'].map((method) =>
    head(`method: ${method}`, request(method, path), 405),
  )
  return [
    ...allowed,
    ...withBody,
    ...known,
    head('method: CONNECT', 'CONNECT gateway.test:443 HTTP/1.1\r\nHost: gateway.test\r\n\r\n', 405),
    head('method: lower case', request('get', path), 400),
    head('method: unknown', request('FOO', path), 400),
    head('method: begins like one', request('GETX', path), 400),
    head('method: absent', `${path} HTTP/1.1\r\nHost: gateway.test\r\n\r\n`, 400),
    head('method: space before it', ` GET ${path} HTTP/1.1\r\nHost: gateway.test\r\n\r\n`, 400),
    head('method: NUL inside', request('GE\0T', path), 400),
  ]
}

function targets(): CorpusRequest[] {
  const accepted: ReadonlyArray<readonly [string, string]> = [
    ['root', '/'],
    ['query', `${path}?limit=2&after=a%2Fb`],
    ['query with an encoded dot segment', `${path}?next=%2e%2e%2f`],
    ['query with slashes', `${path}?next=//evil.test/../x`],
    ['query with a backslash', `${path}?next=a\\b`],
    ['empty query', `${path}?`],
    ['two question marks', `${path}?a?b`],
  ]
  const refused: ReadonlyArray<readonly [string, string]> = [
    ['absolute form', `http://evil.test${path}`],
    ['absolute form of our own name', `http://gateway.test${path}`],
    ['absolute form with https', `https://evil.test${path}`],
    ['absolute form with userinfo', `http://user@evil.test${path}`],
    ['asterisk', '*'],
    ['authority form', 'evil.test:443'],
    ['no slash', 'openaiapi/2.3.0/responses'],
    ['two slashes', `//evil.test${path}`],
    ['two slashes and nothing else', '//'],
    ['slash and backslash', `/\\evil.test${path}`],
    ['question mark first', '?a=b'],
    ['fragment', `${path}#part`],
    ['fragment in the query', `${path}?a=b#part`],
    ['byte above ASCII', `${path}/\xe9`],
    ['byte above ASCII in the query', `${path}?q=\xe9`],
    ['DEL', `${path}/\x7f`],
    ['tab', `${path}\tx`],
    ['NUL', `${path}\0`],
    ['bare CR', `${path}\rx`],
    ['space', `${path} x`],
    ['scheme of a script', 'javascript:alert(1)'],
    ['scheme of a file', 'file:///etc/passwd'],
  ]
  return [
    ...accepted.map(([name, target]) => head(`target: ${name}`, request('GET', target), 'accepted')),
    ...refused.map(([name, target]) => head(`target: ${name}`, request('GET', target), 400)),
    head('target: empty', 'GET  HTTP/1.1\r\nHost: gateway.test\r\n\r\n', 400),
  ]
}

function paths(): CorpusRequest[] {
  const accepted: ReadonlyArray<readonly [string, string]> = [
    ['encoded space', '/openaiapi/2.3.0/models/a%20b'],
    ['encoded letters outside ASCII', '/openaiapi/2.3.0/models/gr%C3%BC%C3%9Fe'],
    ['encoded percent sign', '/openaiapi/2.3.0/models/a%25b'],
    ['colon in a segment', '/gemini/1.0/models/gemini-2.5-pro:generateContent'],
    ['segment that begins with a dot', '/.well-known/oauth-authorization-server'],
    ['segment that begins with two dots', '/openaiapi/..2/x'],
    ['segment of three dots', '/openaiapi/.../x'],
    ['segment that ends with a dot', '/openaiapi/x./y'],
    ['slash at the end', `${path}/`],
  ]
  const refused: ReadonlyArray<readonly [string, string]> = [
    ['encoded slash', '/openaiapi%2f2.3.0/responses'],
    ['encoded slash in capitals', '/openaiapi%2F2.3.0/responses'],
    ['encoded backslash', '/openaiapi%5c2.3.0/responses'],
    ['encoded backslash in capitals', '/openaiapi%5C2.3.0/responses'],
    ['encoded NUL', '/openaiapi/2.3.0/responses%00'],
    ['encoded dot', '/openaiapi/%2e/responses'],
    ['encoded dots in capitals', '/openaiapi/%2E%2E/responses'],
    ['one dot of two encoded', '/openaiapi/.%2e/responses'],
    ['encoded line break', '/openaiapi/2.3.0/responses%0d%0aX:1'],
    ['encoded tab', '/openaiapi/2.3.0/responses%09'],
    ['encoded DEL', '/openaiapi/2.3.0/responses%7f'],
    ['backslash', '/openaiapi\\2.3.0/responses'],
    ['backslash and dots', '/openaiapi/..\\admin'],
    ['dot segment', '/openaiapi/./responses'],
    ['two dots', '/openaiapi/../admin'],
    ['two dots first', '/../admin'],
    ['two dots last', '/openaiapi/..'],
    ['one dot last', '/openaiapi/.'],
    ['two dots before the query', '/openaiapi/..?a=b'],
    ['two dots with a parameter', '/openaiapi/..;a=b/admin'],
    ['percent sign alone', '/openaiapi/100%/x'],
    ['percent sign last', '/openaiapi/x%'],
    ['one digit', '/openaiapi/x%2'],
    ['no hexadecimal digits', '/openaiapi/x%zz'],
    ['encoding of UTF-16', '/openaiapi/x%u002f'],
    ['overlong slash', '/openaiapi/x%c0%af'],
    ['overlong dot in three bytes', '/openaiapi/x%e0%80%ae'],
    ['lone continuation byte', '/openaiapi/x%80'],
    ['lone surrogate', '/openaiapi/x%ed%a0%80'],
  ]
  return [
    ...accepted.map(([name, target]) => head(`path: ${name}`, request('GET', target), 'accepted')),
    ...refused.map(([name, target]) => head(`path: ${name}`, request('GET', target), 400)),
  ]
}

function hosts(): CorpusRequest[] {
  const accepted = [
    'gateway.test',
    'gateway.test:8243',
    'GATEWAY.test',
    'localhost',
    '127.0.0.1:8280',
    '[::1]:8243',
    '[2001:db8::1]',
    'my_service:8280',
    'gateway.ns.svc.cluster.local.:8280',
    'xn--grn-ioa.test',
  ]
  const refused: ReadonlyArray<readonly [string, string]> = [
    ['empty', ''],
    ['list', 'gateway.test, evil.test'],
    ['path', 'gateway.test/x'],
    ['path and userinfo', 'gateway.test/x@evil.test'],
    ['question mark', 'evil.test/?'],
    ['fragment', 'evil.test#'],
    ['userinfo', 'user@gateway.test'],
    ['userinfo with a password', 'user:secret@gateway.test'],
    ['scheme', 'http://gateway.test'],
    ['port with letters', 'gateway.test:80a'],
    ['port too large', 'gateway.test:99999'],
    ['port of six digits', 'gateway.test:000080'],
    ['port zero', 'gateway.test:0'],
    ['port empty', 'gateway.test:'],
    ['port negative', 'gateway.test:-1'],
    ['two ports', 'gateway.test:80:80'],
    ['port alone', ':8243'],
    ['space inside', 'gateway.test evil.test'],
    ['tab inside', 'gateway.test\tevil.test'],
    ['encoded', 'gateway%2etest'],
    ['empty label', 'gateway..test'],
    ['dot first', '.gateway.test'],
    ['backslash', 'gateway.test\\evil.test'],
    ['quotes', '"gateway.test"'],
    ['byte above ASCII', 'gatew\xe4y.test'],
    ['IPv6 without brackets', '::1'],
    ['IPv6 not closed', '[::1'],
    ['IPv6 not opened', '::1]'],
    ['IPv6 malformed', '[1:2:3]'],
    ['IPv6 with a zone', '[fe80::1%25eth0]'],
    ['IPv6 with text behind', '[::1]x'],
    ['IPv4 in brackets', '[127.0.0.1]'],
    ['address of a future version', '[v1.x]'],
    ['1 KiB', 'a'.repeat(1024)],
  ]
  const get = (...lines: string[]) => `GET ${path} HTTP/1.1\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`
  return [
    ...accepted.map((host) => head(`host: ${host}`, get(`Host: ${host}`), 'accepted')),
    ...refused.map(([name, host]) => head(`host: ${name}`, get(`Host: ${host}`), 400)),
    head('host: absent', get(), 400),
    head('host: twice', get('Host: gateway.test', 'Host: evil.test'), 400),
    head('host: twice the same', get('Host: gateway.test', 'Host: gateway.test'), 400),
    head('host: twice in two casings', get('Host: gateway.test', 'hOST: evil.test'), 400),
    head('host: twice, once empty', get('Host:', 'Host: gateway.test'), 400),
    head('host: space before the colon', get('Host : gateway.test'), 400),
    head('host: space before the name', get(' Host: gateway.test'), 400),
    head('host: folded', get('Host: gateway.test', ' evil.test'), 400),
    head('host: spaces around the value', get('Host:  \t gateway.test \t'), 'accepted'),
    head('host: no space', get('Host:gateway.test'), 'accepted'),
    head('host: behind the others', get('Accept: */*', 'Host: gateway.test'), 'accepted'),
  ]
}

function framing(): CorpusRequest[] {
  const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: gateway.test\r\n\r\n'
  const post = (lines: readonly string[], body: string) => request('POST', path, { lines, body })
  const lengths: ReadonlyArray<readonly [string, string]> = [
    ['plus sign', '+2'],
    ['minus sign', '-2'],
    ['hexadecimal', '0x2'],
    ['fraction', '2.0'],
    ['exponent', '2e0'],
    ['list of two', '2, 2'],
    ['list of two that differ', '2, 44'],
    ['letters behind', '2abc'],
    ['space inside', '2 2'],
    ['empty', ''],
    ['too large for any integer', '99999999999999999999999'],
    ['one beyond 64 bits', '18446744073709551616'],
    ['negative zero', '-0'],
    ['underscore', '1_0'],
    ['byte above ASCII', '2\xb2'],
    ['vertical tab', '\x0b2'],
  ]
  const codings: ReadonlyArray<readonly [string, string, number]> = [
    ['gzip and chunked', 'gzip, chunked', 501],
    ['empty item and chunked', ',chunked', 501],
    ['chunked and empty item', 'chunked,', 400],
    ['chunked twice', 'chunked, chunked', 400],
    ['identity', 'identity', 501],
    ['identity and chunked', 'identity, chunked', 501],
    ['gzip', 'gzip', 501],
    ['chunked then gzip', 'chunked, gzip', 400],
    ['unknown', 'xchunked', 501],
    ['longer', 'chunkedx', 501],
    ['quoted', '"chunked"', 501],
    ['with a parameter', 'chunked;q=1', 501],
    ['vertical tab before', '\x0bchunked', 400],
    ['empty', '', 400],
  ]
  return [
    head('framing: length', post(['Content-Length: 2'], '{}'), 'accepted'),
    head('framing: length with zeros before', post(['Content-Length: 0002'], '{}'), 'accepted'),
    head('framing: length zero', post(['Content-Length: 0'], ''), 'accepted'),
    head('framing: none', post([], ''), 'accepted'),
    head('framing: chunked', post(['Transfer-Encoding: chunked'], '2\r\n{}\r\n0\r\n\r\n'), 'accepted'),
    head('framing: chunked in capitals', post(['Transfer-Encoding: CHUNKED'], '2\r\n{}\r\n0\r\n\r\n'), 'accepted'),
    head(
      'framing: length, then chunked',
      post(['Content-Length: 5', 'Transfer-Encoding: chunked'], `0\r\n\r\n${smuggled}`),
      400,
    ),
    head(
      'framing: chunked, then length',
      post(['Transfer-Encoding: chunked', 'Content-Length: 5'], `0\r\n\r\n${smuggled}`),
      400,
    ),
    head(
      'framing: length zero and chunked',
      post(['Content-Length: 0', 'Transfer-Encoding: chunked'], `0\r\n\r\n`),
      400,
    ),
    head('framing: length twice', post(['Content-Length: 2', 'Content-Length: 2'], '{}'), 400),
    head('framing: length twice that differ', post(['Content-Length: 0', 'Content-Length: 44'], smuggled), 400),
    head('framing: coding twice', post(['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'], '0\r\n\r\n'), 400),
    head(
      'framing: coding twice, once identity',
      post(['Transfer-Encoding: identity', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
      501,
    ),
    head(
      'framing: coding twice, once empty',
      post(['Transfer-Encoding:', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
      400,
    ),
    head('framing: coding with a space before the colon', post(['Transfer-Encoding : chunked'], '0\r\n\r\n'), 400),
    head('framing: coding folded', post(['Transfer-Encoding:', ' chunked'], '0\r\n\r\n'), 400),
    head('framing: coding after a tab', post(['Transfer-Encoding:\tchunked'], '0\r\n\r\n'), 'accepted'),
    head(
      'framing: coding with a bare LF',
      `POST ${path} HTTP/1.1\r\nHost: gateway.test\r\nA: b\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ),
    head('framing: length with a space before the colon', post(['Content-Length : 2'], '{}'), 400),
    head('framing: length with an underscore', post(['Content_Length: 2'], '{}'), 400),
    head('framing: coding with an underscore', post(['Transfer_Encoding: chunked'], '0\r\n\r\n'), 400),
    head(
      'framing: chunked GET',
      request('GET', path, { lines: ['Transfer-Encoding: chunked'], body: '0\r\n\r\n' }),
      'accepted',
    ),
    ...lengths.map(([name, value]) => head(`framing: length, ${name}`, post([`Content-Length: ${value}`], '{}'), 400)),
    ...codings.map(([name, value, status]) =>
      head(`framing: coding, ${name}`, post([`Transfer-Encoding: ${value}`], '0\r\n\r\n'), status),
    ),
  ]
}

function connections(): CorpusRequest[] {
  const accepted = ['keep-alive', 'close', 'Keep-Alive', 'keep-alive, TE', 'x-custom', '', ',']
  const refused = [
    'authorization',
    'close, Authorization',
    'AUTHORIZATION',
    'Host',
    'apikey',
    'ApiKey,close',
    'x-api-key',
    'x-goog-api-key',
    'Content-Length',
    'content-type',
    'content-encoding',
    'transfer-encoding',
    'X-Forwarded-For',
    'x-forwarded-host',
    'x-tollgate-user',
    'keep-alive ,\tx-tollgate-user',
  ]
  const upgrade = (protocol: string, more: string[] = []) =>
    request('GET', path, { lines: ['Connection: Upgrade', `Upgrade: ${protocol}`, ...more] })
  return [
    ...accepted.map((value) =>
      head(`connection: "${value}"`, request('GET', path, { lines: [`Connection: ${value}`] }), 'accepted'),
    ),
    ...refused.map((value) =>
      head(`connection: "${value}"`, request('GET', path, { lines: [`Connection: ${value}`] }), 400),
    ),
    head(
      'connection: named in the second of two',
      request('GET', path, { lines: ['Connection: close', 'Connection: authorization'] }),
      400,
    ),
    head(
      'connection: upgrade to WebSocket',
      upgrade('websocket', ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==']),
      'accepted',
    ),
    head('connection: upgrade to h2c', upgrade('h2c', ['HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA']), 'accepted'),
    head(
      'connection: upgrade that removes a header',
      request('GET', path, { lines: ['Connection: Upgrade, Authorization', 'Upgrade: websocket'] }),
      400,
    ),
  ]
}

function expectations(): CorpusRequest[] {
  const post = (value: string) =>
    request('POST', path, { lines: [`Expect: ${value}`, 'Content-Length: 2'], body: '{}' })
  return [
    head('expect: 100-continue', post('100-continue'), 'accepted'),
    head('expect: 100-Continue', post('100-Continue'), 'accepted'),
    head('expect: list', post('100-continue, foo'), 417),
    head('expect: list, last', post('foo, 100-continue'), 417),
    head('expect: twice in one', post('100-continue, 100-continue'), 417),
    head('expect: unknown', post('200-ok'), 417),
    head('expect: with a parameter', post('100-continue;q=1'), 417),
    head('expect: longer', post('100-continuex'), 417),
    head('expect: empty', post(''), 417),
    head(
      'expect: twice',
      request('POST', path, {
        lines: ['Expect: 100-continue', 'Expect: 100-continue', 'Content-Length: 2'],
        body: '{}',
      }),
      400,
    ),
  ]
}

function repeatedHeaders(): CorpusRequest[] {
  const names = ['authorization', 'apikey', 'api-key', 'x-api-key', 'x-goog-api-key', 'content-type']
  return [
    ...names.map((name) =>
      head(`repeated: ${name}`, request('GET', path, { lines: [`${name}: a`, `${name.toUpperCase()}: b`] }), 400),
    ),
    head('repeated: cookie', request('GET', path, { lines: ['Cookie: a=b', 'Cookie: c=d'] }), 'accepted'),
    head('repeated: accept', request('GET', path, { lines: ['Accept: a/b', 'Accept: c/d'] }), 'accepted'),
    head(
      'repeated: keys of two kinds',
      request('GET', path, { lines: ['apikey: a', 'Authorization: Bearer b'] }),
      'accepted',
    ),
  ]
}

function fieldSyntax(): CorpusRequest[] {
  const get = (...lines: string[]) => request('GET', path, { lines })
  return [
    head('field: empty value', get('X-Empty:'), 'accepted'),
    head('field: bytes above ASCII in a value', get('X-Name: gr\xfc\xdfe'), 'accepted'),
    head('field: tab in a value', get('X-Name: a\tb'), 'accepted'),
    head('field: every character of a token', get("X!#$%&'*+-.^`|~9: a"), 'accepted'),
    head('field: name of a prototype', get('__proto__: a'), 400),
    head('field: constructor', get('constructor: a'), 'accepted'),
    head('field: underscores', get('X_Forwarded_For: 127.0.0.1'), 400),
    head('field: one underscore last', get('Host_: evil.test'), 400),
    head('field: underscore of our own', get('x_tollgate_user: root'), 400),
    head('field: no colon', get('X-Name'), 400),
    head('field: empty name', get(': a'), 400),
    head('field: space in the name', get('X Name: a'), 400),
    head('field: space before the colon', get('X-Name : a'), 400),
    head('field: tab before the colon', get('X-Name\t: a'), 400),
    head('field: byte above ASCII in the name', get('X-N\xe4me: a'), 400),
    head('field: bracket in the name', get('X(Name): a'), 400),
    head('field: NUL in the name', get('X\0Name: a'), 400),
    head('field: NUL in the value', get('X-Name: a\0b'), 400),
    head('field: CR in the value', get('X-Name: a\rb'), 400),
    head('field: LF in the value', get('X-Name: a\nEvil: b'), 400),
    head('field: bell in the value', get('X-Name: a\x07b'), 400),
    head('field: DEL in the value', get('X-Name: a\x7fb'), 400),
    head('field: folded', get('X-Name: a', ' b'), 400),
    head('field: folded by a tab', get('X-Name: a', '\tb'), 400),
    head('field: first line begins with a space', `GET ${path} HTTP/1.1\r\n X: a\r\nHost: gateway.test\r\n\r\n`, 400),
    head('lines: LF only', `GET ${path} HTTP/1.1\nHost: gateway.test\n\n`, 400),
    head('lines: LF behind the request line', `GET ${path} HTTP/1.1\nHost: gateway.test\r\n\r\n`, 400),
    head('lines: CR only', `GET ${path} HTTP/1.1\rHost: gateway.test\r\r`, 400),
    head('lines: CR CR LF', `GET ${path} HTTP/1.1\r\r\nHost: gateway.test\r\n\r\n`, 400),
    head('lines: end of the head by CR X', `GET ${path} HTTP/1.1\r\nHost: gateway.test\r\n\rX`, 400),
    head('lines: empty line first', `\r\nGET ${path} HTTP/1.1\r\nHost: gateway.test\r\n\r\n`, 'accepted'),
    head('lines: head not finished', `GET ${path} HTTP/1.1\r\nHost: gateway.test\r\n`, 400),
    head('lines: request line not finished', `GET ${path}`, 400),
    head('lines: nothing but an empty line', '\r\n', 'closed'),
    head('lines: nothing', '', 'closed'),
    // RFC 9112 §3 lets a recipient read it so; the parser does, and tells nobody.
    head('lines: two spaces behind the method', `GET  ${path} HTTP/1.1\r\nHost: gateway.test\r\n\r\n`, 'accepted'),
    head('lines: tab behind the method', `GET\t${path} HTTP/1.1\r\nHost: gateway.test\r\n\r\n`, 400),
    head('lines: greeting of TLS', '\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00', 400),
    head('lines: another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', 400),
    head('lines: bytes without meaning', '\xff\xfe\xfd\xfc\r\n\r\n', 400),
  ]
}

function sizes(): CorpusRequest[] {
  const longTarget = (length: number) => `/${'a'.repeat(length - 1)}`
  const many = (count: number) => Array.from({ length: count }, (_, index) => `X-${index}: a`)
  return [
    head('size: target of 8 KiB', request('GET', longTarget(8192)), 'accepted'),
    head('size: target one byte longer', request('GET', longTarget(8193)), 400),
    head('size: target of 16 KiB', request('GET', longTarget(16_384)), 400),
    head('size: query makes it too long', request('GET', `${path}?${'q'.repeat(8192)}`), 400),
    head('size: target of 33 KiB', request('GET', longTarget(33_792)), 431),
    head('size: value of 16 KiB', request('GET', path, { lines: [`X-Long: ${'a'.repeat(16_384)}`] }), 'accepted'),
    head('size: value of 33 KiB', request('GET', path, { lines: [`X-Long: ${'a'.repeat(33_792)}`] }), 431),
    head('size: name of 33 KiB', request('GET', path, { lines: [`${'X'.repeat(33_792)}: a`] }), 431),
    head('size: 90 headers', request('GET', path, { lines: many(90) }), 'accepted'),
    head('size: 200 headers', request('GET', path, { lines: many(200) }), 431),
    head('size: 2000 headers', request('GET', path, { lines: many(2000) }), 431),
  ]
}

function chunks(): CorpusRequest[] {
  const post = (body: string) => request('POST', path, { lines: ['Transfer-Encoding: chunked'], body })
  const refused: ReadonlyArray<readonly [string, string]> = [
    ['size empty', '\r\n{}\r\n0\r\n\r\n'],
    ['size negative', '-2\r\n{}\r\n0\r\n\r\n'],
    ['size with a plus sign', '+2\r\n{}\r\n0\r\n\r\n'],
    ['size with 0x', '0x2\r\n{}\r\n0\r\n\r\n'],
    ['size with an underscore', '0_2\r\n{}\r\n0\r\n\r\n'],
    ['size not hexadecimal', 'g\r\n{}\r\n0\r\n\r\n'],
    ['size beyond 64 bits', '10000000000000002\r\n{}\r\n0\r\n\r\n'],
    ['space before the size', ' 2\r\n{}\r\n0\r\n\r\n'],
    ['space behind the size', '2 \r\n{}\r\n0\r\n\r\n'],
    ['LF behind the size', '2\n{}\r\n0\r\n\r\n'],
    ['CR behind the size', '2\r{}\r\n0\r\n\r\n'],
    ['LF behind the data', '2\r\n{}\n0\r\n\r\n'],
    ['nothing behind the data', '2\r\n{}0\r\n\r\n'],
    ['data longer than its size', '2\r\n{}}\r\n0\r\n\r\n'],
    ['data shorter than its size', '3\r\n{}\r\n0\r\n\r\n'],
    ['LF in an extension', '2;a\nb\r\n{}\r\n0\r\n\r\n'],
    ['CR in an extension', '2;a\rb\r\n{}\r\n0\r\n\r\n'],
    ['NUL in an extension', '2;a\0b\r\n{}\r\n0\r\n\r\n'],
    ['length as a trailer', '2\r\n{}\r\n0\r\nContent-Length: 5\r\n\r\n'],
    ['coding as a trailer', '2\r\n{}\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['trailer without a colon', '2\r\n{}\r\n0\r\nX-Name\r\n\r\n'],
    ['last chunk missing', '2\r\n{}\r\n'],
    ['end of the trailers missing', '2\r\n{}\r\n0\r\n'],
  ]
  return [
    body('chunk: extension', post('2;name=value\r\n{}\r\n0\r\n\r\n'), 'accepted'),
    body('chunk: size with zeros before', post('0002\r\n{}\r\n0\r\n\r\n'), 'accepted'),
    body('chunk: trailer', post('2\r\n{}\r\n0\r\nX-Name: a\r\n\r\n'), 'accepted'),
    body('chunk: trailer that names a key', post('2\r\n{}\r\n0\r\nAuthorization: Bearer a\r\n\r\n'), 'accepted'),
    body('chunk: extensions of 20 KiB', post(`2;${'a'.repeat(20_480)}\r\n{}\r\n0\r\n\r\n`), 413),
    ...refused.map(([name, bytes]) => body(`chunk: ${name}`, post(bytes), 400)),
  ]
}

function bodies(): CorpusRequest[] {
  const closing = (bytes: string) =>
    request('POST', path, { lines: ['Content-Length: 2', 'Connection: close'], body: bytes })
  return [
    body('body: shorter than its length', request('POST', path, { lines: ['Content-Length: 20'], body: '{}' }), 400),
    // The parser refuses whatever follows a request that asked to close.
    body('body: bytes behind it that are no request', closing('{}garbage'), 400),
    body('body: second request behind it', closing(`{}${request('GET', path)}`), 400),
  ]
}

function agents(): CorpusRequest[] {
  const json = '{"model":"gpt-5.4","stream":true,"input":[]}'
  const uuid = '019a0000-7d5c-7b31-9c1a-2f6f6f6f6f6f'
  const codex = [
    'apikey: tg_example',
    `x-codex-window-id: ${uuid}:0`,
    `x-codex-turn-metadata: {"session_id":"${uuid}","sandbox":"none"}`,
    `x-client-request-id: ${uuid}`,
    `session-id: ${uuid}`,
    `thread-id: ${uuid}`,
    'accept: text/event-stream',
    'content-type: application/json',
    'authorization: Bearer tg_example',
    'originator: codex_exec',
    'user-agent: codex_exec/0.169.0 (Debian 12.0.0; x86_64) xterm-256color (codex_exec; 0.169.0)',
    `content-length: ${json.length}`,
  ]
  const earlier = codex.map((line) => line.replace('session-id', 'session_id').replace('thread-id', 'conversation_id'))
  return [
    head('agent: Codex', request('POST', path, { lines: codex, body: json }), 'accepted'),
    head('agent: Codex up to 0.128', request('POST', path, { lines: earlier, body: json }), 'accepted'),
    head(
      'agent: te as HTTP libraries send it',
      request('GET', path, { lines: ['Connection: TE', 'TE: trailers'] }),
      'accepted',
    ),
  ]
}

interface RequestParts {
  readonly version?: '1.0' | '1.1'
  readonly lines?: readonly string[]
  readonly body?: string
}

function request(
  method: string,
  target: string,
  { version = '1.1', lines = [], body = '' }: RequestParts = {},
): string {
  const fields = ['Host: gateway.test', ...lines].map((line) => `${line}\r\n`).join('')
  return `${method} ${target} HTTP/${version}\r\n${fields}\r\n${body}`
}

function head(name: string, bytes: string, expect: CorpusRequest['expect']): CorpusRequest {
  return { name, bytes, expect, phase: 'head' }
}

function body(name: string, bytes: string, expect: CorpusRequest['expect']): CorpusRequest {
  return { name, bytes, expect, phase: 'body' }
}
