/** Which headers go from the client to the upstream, and back. */

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const HOP_BY_HOP = /^(connection|keep-alive|proxy-.+|te|trailer|transfer-encoding|upgrade)$/;
/** Who the client is, and what it wants of the proxy. Bodies come as they are, so that nobody has to unpack them. */
const NOT_FORWARDED =
  /^(host|expect|authorization|(x-)?api-key|cookie|user-agent|accept-encoding|origin|referer|via|forwarded|x-forwarded-.+|x-real-ip|sec-.+|x-request-id|x-upstream(-key)?|x-cache-.+|x-bypass-cache)$/;
/** Whose account it goes to: only with a key of its own may the client choose. */
const ACCOUNT = /^openai-(organization|project)$/;
/** What concerns our own account and connection with the upstream, where it is, and what the proxy says itself. */
const NOT_RETURNED =
  /^(set-cookie|alt-svc|strict-transport-security|access-control-.+|location|content-location|openai-(organization|project)|x-cache.*|cache-status|x-upstream)$/;

/** Of a client's request. */
export function forwardedHeaders(headers: Headers, ownKey: boolean): Record<string, string> {
  return endToEnd(headers, (name) => !NOT_FORWARDED.test(name) && (ownKey || !ACCOUNT.test(name)));
}

/** Of an upstream's answer; its request id is told beside ours. */
export function returnedHeaders(headers: Headers): Record<string, string> {
  const { 'x-request-id': id, ...returned } = endToEnd(headers, (name) => !NOT_RETURNED.test(name));
  return { ...returned, ...(id !== undefined && { 'x-upstream-request-id': id }) };
}

/** Those that are not about one connection alone, which are the well-known ones and those that `Connection` names. */
function endToEnd(headers: Headers, isWanted: (name: string) => boolean): Record<string, string> {
  const named = new Set(
    String(headers.connection ?? '')
      .toLowerCase()
      .split(/[\s,]+/),
  );
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || HOP_BY_HOP.test(name) || named.has(name) || !isWanted(name)
        ? []
        : [[name, typeof value === 'string' ? value : value.join(', ')]],
    ),
  );
}
