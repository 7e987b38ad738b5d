// Asks the issuer at `base` as openid-client and oauth4webapi do, who think that they speak with the real one.

import { text } from "node:stream/consumers";
import * as oauth from "oauth4webapi";
import * as oidc from "openid-client";

const { base, issuer, machine, web } = JSON.parse(await text(process.stdin));

// Only the discovery document stands at the issuer's own address; the others are told by it.
const here = (url) => String(url).replace(new URL(issuer).origin, base);
const asked = [];
const local = (url, options) => {
  asked.push(String(url));
  return fetch(here(url), options);
};

async function discovered(id, secret, proof) {
  const execute = [oidc.allowInsecureRequests];
  const config = await oidc.discovery(new URL(issuer), id, secret, proof, { [oidc.customFetch]: local, execute });
  // The signature of ID tokens, too, by the key set that the document names.
  oidc.enableNonRepudiationChecks(config);
  return config;
}

const told = async (ask) => {
  try {
    return await ask();
  } catch (error) {
    return { refused: error.error ?? error.code ?? error.name, status: error.status };
  }
};

async function byClient(secret, proof) {
  const config = await discovered(machine.id, undefined, proof(secret));
  return told(() => oidc.clientCredentialsGrant(config, { scope: machine.scope }));
}

async function redirected(url, form) {
  const options = form ? { method: "POST", body: new URLSearchParams(form) } : {};
  const response = await fetch(url, { ...options, redirect: "manual" });
  return new URL(response.headers.get("location"), url);
}

async function byCode(signIn) {
  const config = await discovered(web.id, undefined, oidc.None());
  const verifier = oidc.randomPKCECodeVerifier();
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
  const asks = {
    redirect_uri: web.callback,
    scope: web.scope,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
  };
  const back = await signIn(config, asks);
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
  const tokens = await oidc.authorizationCodeGrant(config, back, checks);
  const again = () => told(() => oidc.authorizationCodeGrant(config, back, checks));
  return { config, tokens, again, claims: tokens.claims() };
}

const byHint = (config, asks) => redirected(oidc.buildAuthorizationUrl(config, { ...asks, login_hint: "robot" }));

async function byPassword(config, asks) {
  const form = await redirected(oidc.buildAuthorizationUrl(config, asks));
  return redirected(form, { username: "jane", password: "wonder & land" });
}

async function session() {
  const { config, tokens, claims } = await byCode(byPassword);
  const user = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
  const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
  await oidc.tokenRevocation(config, tokens.refresh_token);
  const revoked = await told(() => oidc.refreshTokenGrant(config, tokens.refresh_token));
  return { claims, user, refreshed: refreshed.claims().sub, revoked };
}

// It encodes id and secret before it joins them, as RFC 6749 2.3.1 wants it.
async function byOauth4webapi() {
  const options = { [oauth.customFetch]: local, [oauth.allowInsecureRequests]: true };
  const response = await oauth.discoveryRequest(new URL(issuer), options);
  const server = await oauth.processDiscoveryResponse(new URL(issuer), response);
  const client = { client_id: machine.id };
  const proof = oauth.ClientSecretBasic(machine.secret);
  const scope = new URLSearchParams({ scope: machine.scope });
  const answer = await oauth.clientCredentialsGrantRequest(server, client, proof, scope, options);
  return oauth.processClientCredentialsResponse(server, client, answer);
}

const hinted = await byCode(byHint);
console.log(
  JSON.stringify({
    basic: await byClient(machine.secret, oidc.ClientSecretBasic),
    post: await byClient(machine.secret, oidc.ClientSecretPost),
    wrong: await byClient("wrong", oidc.ClientSecretBasic),
    oauth4webapi: await byOauth4webapi(),
    code: { tokens: hinted.tokens, again: await hinted.again(), claims: hinted.claims },
    session: await session(),
    asked: [...new Set(asked)],
  }),
);
