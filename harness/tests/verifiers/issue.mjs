// Prints tokens that others minted: by oidc-provider, over the grant for clients, and by jose.
// Listens on the loopback address alone, for as long as it takes to ask.

import { once } from "node:events";
import { createServer } from "node:http";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import Provider from "oidc-provider";

// The provider's notices are talk, the answer alone is on the standard output.
console.info = console.error;

const audience = "https://orders.example/api";
const kid = "verifiers";
const { privateKey } = await generateKeyPair("RS256", { extractable: true });
const jwk = { ...(await exportJWK(privateKey)), kid, alg: "RS256", use: "sig" };

const server = createServer();
server.listen(0, "127.0.0.1");
await once(server, "listening");
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "poster",
      client_secret: "not-a-secret-of-anybody",
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
      getResourceServerInfo: () => ({
        audience,
        scope: "order/post.order order/get.order",
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: "RS256" } },
      }),
    },
  },
  jwks: { keys: [jwk] },
});
server.on("request", provider.callback());

const answer = await fetch(`${issuer}/token`, {
  method: "POST",
  headers: { authorization: `Basic ${btoa("poster:not-a-secret-of-anybody")}` },
  body: new URLSearchParams({
    grant_type: "client_credentials",
    resource: audience,
    scope: "order/post.order",
  }),
});
const { access_token: granted, error_description: wrong } = await answer.json();
if (!granted) throw new Error(`no token was granted: ${wrong}`);
const jwks = await (await fetch(`${issuer}/jwks`)).json();
server.close();
server.closeAllConnections();

const signed = await new SignJWT({ scope: "order/post.order" })
  .setProtectedHeader({ alg: "RS256", kid, typ: "JWT" })
  .setIssuer(issuer)
  .setAudience(audience)
  .setIssuedAt()
  .setExpirationTime("5m")
  .sign(privateKey);

console.log(JSON.stringify({ issuer, audience, jwks, tokens: { "oidc-provider": granted, jose: signed } }));
