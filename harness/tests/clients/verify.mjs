// Verifies tokens by aws-jwt-verify, which fetches their keys from the issuer at `base`, also after they change.

import { text } from "node:stream/consumers";
import { CognitoJwtVerifier } from "aws-jwt-verify";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";

const { base, issuer, machine, web } = JSON.parse(await text(process.stdin));

let fetched = 0;
const fetcher = {
  async fetch(uri) {
    fetched += 1;
    const response = await fetch(String(uri).replace(new URL(issuer).origin, base));
    return response.arrayBuffer();
  },
};
const userPoolId = issuer.split("/").at(-1);
const verifier = (tokenUse, clientId) =>
  CognitoJwtVerifier.create({ userPoolId, tokenUse, clientId, scope: null }, { jwksCache: new SimpleJwksCache({ fetcher }) });

async function token() {
  const proof = Buffer.from(`${machine.id}:${machine.secret}`).toString("base64");
  const body = new URLSearchParams({ grant_type: "client_credentials" });
  const response = await fetch(`${base}/oauth2/token`, { method: "POST", headers: { authorization: `Basic ${proof}` }, body });
  return (await response.json()).access_token;
}

async function verdict(verifier, token) {
  try {
    const claims = await verifier.verify(token);
    return claims.client_id ?? claims.aud;
  } catch (error) {
    return error.constructor.name;
  }
}

const access = verifier("access", machine.id);
const first = await token();
const before = await verdict(access, first);
const identity = [await verdict(verifier("id", web.id), web.id_token)];
await fetch(`${base}/.harness/rotate`, { method: "POST" });
const second = await token();
const after = [await verdict(access, second), await verdict(access, first)];
const others = [await verdict(verifier("id", machine.id), second), await verdict(verifier("access", "other"), second)];
identity.push(await verdict(verifier("id", web.id), web.id_token));
console.log(JSON.stringify({ before, after, others, identity, fetched }));
