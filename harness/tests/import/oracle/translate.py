"""What AWS's own SAM translator makes of templates.

Reads a JSON list of template files from standard input, adds as many random templates as the second
argument says (the first is their seed), and prints a JSON list: name, template, and output or error.
"""

import copy
import json
import os
import random
import sys

os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")

from samtranslator.translator.transform import transform  # noqa: E402
from samtranslator.yaml_helper import yaml_parse  # noqa: E402

PATHS = ["/a", "/a/{id}", "/b/{proxy+}", "/", "/c", "/d"]
METHODS = ["get", "POST", "any", "options", "x-amazon-apigateway-any-method", "Put"]
AUTHORIZERS = ["A", "B", "AWS_IAM", "Z"]


class NoPolicies:
    """Managed policies are no part of what is compared."""

    def load(self):
        return {}


class Templates:
    """Random templates around HTTP APIs, their authorizers and their events."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, share):
        return self.random.random() < share

    def pick(self, *choices):
        return self.random.choice(choices)

    def jwt(self, name):
        issuer = {self.pick("issuer", "Issuer"): f"https://{name}.example"}
        audience = {self.pick("audience", "Audience"): self.pick(["a"], ["a", "b"], "solo")}
        found = {
            "IdentitySource": "$request.header.Authorization",
            "JwtConfiguration": issuer | audience,
        }
        if self.chance(0.4):
            found["AuthorizationScopes"] = self.pick(["s1"], ["s1", "s2"], [])
        if self.chance(0.03):
            del found["IdentitySource"]
        return found

    def function_authorizer(self):
        return {
            "FunctionArn": "arn:aws:lambda:us-east-1:1:function:x",
            "AuthorizerPayloadFormatVersion": "2.0",
            "Identity": {"Headers": ["Authorization"]},
        }

    def auth(self):
        found = {}
        if self.chance(0.85):
            names = ["A", "B", *self.random.sample(AUTHORIZERS[2:], self.random.randint(0, 2))]
            found["Authorizers"] = {
                name: self.jwt(name) if self.chance(0.75) else self.function_authorizer()
                for name in names
            }
        if self.chance(0.5):
            found["DefaultAuthorizer"] = self.pick("A", "A", "B", "AWS_IAM", "Z")
        if self.chance(0.2):
            found["EnableIamAuthorizer"] = self.pick(True, False)
        return found

    def event(self, apis):
        properties = {}
        if self.chance(0.85):
            properties["Path"] = self.random.choice(PATHS)
            if self.chance(0.99):
                properties["Method"] = self.random.choice(METHODS)
        if self.chance(0.35):
            auth = {}
            if self.chance(0.7):
                auth["Authorizer"] = self.pick("A", "B", "A", "B", "AWS_IAM", "Z", "NONE")
            if self.chance(0.4):
                auth["AuthorizationScopes"] = self.pick(["e1"], ["e1", "e2"], [])
            properties["Auth"] = auth
        if apis and self.chance(0.8):
            api = self.random.choice(apis)
            properties["ApiId"] = self.pick({"Ref": api}, api)
        return {"Type": "HttpApi", "Properties": properties} if properties else {"Type": "HttpApi"}

    def body(self):
        paths = {}
        for _ in range(self.random.randint(0, 3)):
            operation = {}
            if self.chance(0.7):
                integration = {"type": "aws_proxy", "uri": "x", "httpMethod": "POST"}
                operation["x-amazon-apigateway-integration"] = integration
            if self.chance(0.5):
                operation["security"] = self.pick([], [{"A": []}], [{"B": ["d1"]}], [{"own": ["o"]}])
            method = self.pick("get", "post", "options", "x-amazon-apigateway-any-method")
            paths.setdefault(self.random.choice(PATHS[:5]), {})[method] = operation
        found = {"openapi": "3.0.1", "info": {"title": "t", "version": "1"}, "paths": paths}
        if self.chance(0.5):
            own = {
                "type": "jwt",
                "identitySource": "$request.header.X",
                "jwtConfiguration": {"issuer": "https://own.example", "audience": ["o"]},
            }
            scheme = {"type": "oauth2", "x-amazon-apigateway-authorizer": own}
            found["components"] = {"securitySchemes": {"own": scheme}}
        return found

    def template(self):
        resources = {}
        apis = ["Api1", "Api2"][: self.pick(0, 1, 1, 1, 2)]
        for api in apis:
            properties = {}
            if self.chance(0.7):
                properties["Auth"] = self.auth()
            if self.chance(0.4):
                properties["DefinitionBody"] = self.body()
            resources[api] = {"Type": "AWS::Serverless::HttpApi", "Properties": properties}
        for at in range(self.random.randint(0, 3)):
            events = {f"E{at}{n}": self.event(apis) for n in range(self.random.randint(0, 3))}
            resources[f"Fn{at}"] = {
                "Type": "AWS::Serverless::Function",
                "Properties": {
                    "Handler": "i.h",
                    "Runtime": "python3.12",
                    "CodeUri": "s3://b/k",
                    "Events": events,
                },
            }
        if not resources:
            resources["X"] = {"Type": "AWS::SNS::Topic"}
        found = {"Transform": "AWS::Serverless-2016-10-31", "Resources": resources}
        if self.chance(0.3):
            found["Globals"] = {"HttpApi": {"Auth": self.auth()}}
        return found


def translated(name, template):
    told = {"name": name, "template": template}
    try:
        told["output"] = transform(copy.deepcopy(template), {}, NoPolicies())
    except Exception as error:  # Whatever it raises is its refusal.
        causes = [getattr(cause, "message", str(cause)) for cause in getattr(error, "causes", [])]
        told["error"] = "; ".join([getattr(error, "message", str(error)), *causes])
    return told


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    told = []
    for path in json.load(sys.stdin):
        with open(path, encoding="utf-8") as file:
            told.append(translated(path, yaml_parse(file.read())))
    templates = Templates(seed)
    told += [translated(f"random {at}", templates.template()) for at in range(count)]
    json.dump(told, sys.stdout, default=str)


main()
