// Reads tokens with their key sets and says what jose and aws-jwt-verify make of each: `ok` or why not.

import { text } from "node:stream/consumers";
import { CognitoJwtVerifier, JwtRsaVerifier } from "aws-jwt-verify";
import { createLocalJWKSet, jwtVerify } from "jose";

const { now, issuer, audience, tokens } = JSON.parse(await text(process.stdin));
// Both read the clock of the machine; the tokens are of another time.
Date.now = () => now * 1000;

async function byJose(token, jwks, leeway) {
  try {
    const options = { issuer, clockTolerance: leeway, currentDate: new Date(now * 1000), algorithms: ["RS256", "RS384", "RS512"], requiredClaims: ["exp"] };
    if (!token.cognito) options.audience = audience;
    await jwtVerify(token.token, createLocalJWKSet(JSON.parse(jwks)), options);
    return "ok";
  } catch (error) {
    return error.code ?? error.name;
  }
}

function byAws(token, jwks, leeway) {
  try {
    const verifier = token.cognito
      ? CognitoJwtVerifier.create({ userPoolId: issuer.split("/").at(-1), clientId: audience, tokenUse: token.cognito, graceSeconds: leeway })
      : JwtRsaVerifier.create({ issuer, audience, jwksUri: "https://keys.invalid/jwks.json", graceSeconds: leeway });
    verifier.cacheJwks(JSON.parse(jwks));
    verifier.verifySync(token.token);
    return "ok";
  } catch (error) {
    return error.name;
  }
}

const verdicts = {};
for (const [name, token] of Object.entries(tokens)) {
  const leeway = token.leeway ?? 0;
  verdicts[name] = { jose: await byJose(token, token.jwks, leeway), aws: byAws(token, token.jwks, leeway) };
}
console.log(JSON.stringify(verdicts));
