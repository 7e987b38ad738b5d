"""The client of the article "AWS Cognito JWT Authorizer and API Gateway Integration" (J. Bradbury), in words of ours:
a token by the client's id and secret, then the two requests that it shows. Prints what they are answered."""

import json
import sys

import requests

gateway, issuer, client, secret = sys.argv[1:]

token = requests.post(
    f"{issuer}/oauth2/token",
    auth=(client, secret),
    data={"grant_type": "client_credentials", "scope": "order/post.order"},
    timeout=10,
)
headers = {"Authorization": f"Bearer {token.json()['access_token']}"}
posted = requests.post(f"{gateway}/api/v1/order", headers=headers, json={"item": 1}, timeout=10)
got = requests.get(f"{gateway}/api/v1/order", headers=headers, timeout=10)
alone = requests.post(f"{gateway}/api/v1/order", timeout=10)

print(json.dumps([
    [token.status_code, sorted(token.json())],
    [posted.status_code, posted.json()],
    [got.status_code, got.json(), got.headers["www-authenticate"]],
    [alone.status_code, alone.json(), alone.headers["www-authenticate"]],
]))
