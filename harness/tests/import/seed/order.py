"""The function behind both routes: who gets here has passed the authorizer."""

import json


def main(event, context):
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps({"message": "It worked!"}),
    }
