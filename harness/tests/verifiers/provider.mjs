// An oidc-provider on the loopback address that stays. Each line of the standard input is the name of a key: from then on
// the provider has this key alone, and a line of JSON tells the tokens that it granted with it. Ends with its input.

import { once } from "node:events";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { exportJWK, generateKeyPair } from "jose";
import Provider from "oidc-provider";

// The provider's notices are talk, the answers alone are on the standard output.
console.info = console.error;

const audience = "https://orders.example/api";
const client = { id: "poster", secret: "not-a-secret-of-anybody" };

let answer;
let fetched = 0;
const server = createServer((request, response) => {
  if (request.url === "/jwks") fetched += 1;
  answer(request, response);
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const issuer = `http://127.0.0.1:${server.address().port}`;

async function provide(kid) {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid, alg: "RS256", use: "sig" };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        grant_types: ["client_credentials"],
        redirect_uris: [],
        response_types: [],
      },
    ],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => ({
          audience: resource,
          scope: "order/post.order order/get.order",
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
    jwks: { keys: [jwk] },
  });
  answer = provider.callback();
}

async function granted(asked) {
  const response = await fetch(`${issuer}/token`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}` },
    body: new URLSearchParams({ grant_type: "client_credentials", ...asked }),
  });
  const { access_token: token, error_description: wrong } = await response.json();
  if (!token) throw new Error(`no token was granted: ${wrong}`);
  return token;
}

for await (const kid of createInterface({ input: process.stdin })) {
  await provide(kid);
  const tokens = {
    poster: await granted({ resource: audience, scope: "order/post.order" }),
    nobody: await granted({ resource: audience }),
    stranger: await granted({ resource: "https://others.example/api", scope: "order/post.order" }),
    // Without a resource a token is none that anybody else could read.
    opaque: await granted({}),
  };
  console.log(JSON.stringify({ issuer, audience, fetched, tokens }));
}
server.close();
server.closeAllConnections();
