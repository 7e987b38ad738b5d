//! Payload format 1.0, as of REST APIs: single and several values side by side, null for nothing.

use serde_json::{Value, json};

use super::parts::{ACCOUNT, API, Values, body, domain, headers, path, query, time};
use crate::serve::integration::call::Call;
use crate::serve::integration::claims::{scopes, wire};

/// Returns the event of a request.
pub(super) fn event(call: &Call) -> Value {
    let (body, is_encoded) = body(call);
    let (headers, query) = (headers(call, &[]), query(call));
    let variables = if call.variables.is_empty() { Value::Null } else { json!(call.variables) };
    json!({
        "version": "1.0",
        "resource": resource(call),
        "path": path(call),
        "httpMethod": call.method.as_str(),
        "headers": last(&headers),
        "multiValueHeaders": headers,
        "queryStringParameters": if query.is_empty() { Value::Null } else { last(&query) },
        "multiValueQueryStringParameters": if query.is_empty() { Value::Null } else { json!(query) },
        "pathParameters": variables,
        "stageVariables": null,
        "requestContext": context(call),
        "body": body,
        "isBase64Encoded": is_encoded,
    })
}

/// Of several values the last one.
fn last(values: &Values) -> Value {
    let last = |values: &Vec<String>| values.last().cloned().unwrap_or_default();
    values.iter().map(|(name, values)| (name.clone(), last(values))).collect()
}

fn resource(call: &Call) -> &str {
    call.route.split_once(' ').map_or(call.route.as_str(), |(_, path)| path)
}

fn context(call: &Call) -> Value {
    let (domain, prefix) = domain(call);
    let authorizer = match &call.claims {
        Some(claims) => {
            json!({ "claims": wire(claims), "scopes": scopes(claims, call.is_scoped) })
        }
        None => json!({ "claims": null, "scopes": null }),
    };
    json!({
        "accountId": ACCOUNT,
        "apiId": API,
        "authorizer": authorizer,
        "domainName": domain,
        "domainPrefix": prefix,
        "extendedRequestId": call.request_id,
        "httpMethod": call.method.as_str(),
        "identity": {
            "accessKey": null,
            "accountId": null,
            "caller": null,
            "cognitoAuthenticationProvider": null,
            "cognitoAuthenticationType": null,
            "cognitoIdentityId": null,
            "cognitoIdentityPoolId": null,
            "principalOrgId": null,
            "sourceIp": call.source_ip,
            "user": null,
            "userAgent": call.header("user-agent").unwrap_or(""),
            "userArn": null,
        },
        "path": path(call),
        "protocol": "HTTP/1.1",
        "requestId": call.request_id,
        "requestTime": time(call),
        "requestTimeEpoch": call.now_milliseconds,
        "resourceId": call.route,
        "resourcePath": resource(call),
        "stage": call.stage,
    })
}
