//! Payload format 2.0: one value for each name, cookies apart, and nothing that is empty.

use serde_json::{Map, Value, json};

use super::parts::{ACCOUNT, API, Values, body, domain, headers, path, query, time};
use crate::serve::integration::call::Call;
use crate::serve::integration::claims::{scopes, wire};

/// Returns the event of a request.
pub(super) fn event(call: &Call) -> Value {
    let (body, is_encoded) = body(call);
    let mut event = Map::new();
    let mut put = |name: &str, value: Value| drop(event.insert(name.to_owned(), value));
    put("version", "2.0".into());
    put("routeKey", call.route.as_str().into());
    put("rawPath", path(call).into());
    put("rawQueryString", call.raw_query.as_str().into());
    put("headers", joined(headers(call, &["cookie"])));
    put("requestContext", context(call));
    put("isBase64Encoded", is_encoded.into());
    let cookies = cookies(call);
    if !cookies.is_empty() {
        put("cookies", cookies.into());
    }
    let query = query(call);
    if !query.is_empty() {
        put("queryStringParameters", joined(query));
    }
    if !call.variables.is_empty() {
        put("pathParameters", json!(call.variables));
    }
    if let Some(body) = body {
        put("body", body.into());
    }
    Value::Object(event)
}

fn joined(values: Values) -> Value {
    values.into_iter().map(|(name, values)| (name, values.join(","))).collect()
}

fn cookies(call: &Call) -> Vec<String> {
    let lines = call.headers.get_all("cookie").iter();
    let lines = lines.map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned());
    let cookies = lines
        .flat_map(|line| line.split(';').map(str::trim).map(str::to_owned).collect::<Vec<_>>());
    cookies.filter(|cookie| !cookie.is_empty()).collect()
}

fn context(call: &Call) -> Value {
    let (domain, prefix) = domain(call);
    let mut context = json!({
        "accountId": ACCOUNT,
        "apiId": API,
        "domainName": domain,
        "domainPrefix": prefix,
        "http": {
            "method": call.method.as_str(),
            "path": path(call),
            "protocol": "HTTP/1.1",
            "sourceIp": call.source_ip,
            "userAgent": call.header("user-agent").unwrap_or(""),
        },
        "requestId": call.request_id,
        "routeKey": call.route,
        "stage": call.stage,
        "time": time(call),
        "timeEpoch": call.now_milliseconds,
    });
    if let (Some(claims), Value::Object(context)) = (&call.claims, &mut context) {
        let jwt = json!({ "claims": wire(claims), "scopes": scopes(claims, call.is_scoped) });
        context.insert("authorizer".to_owned(), json!({ "jwt": jwt }));
    }
    context
}
