//! What stands behind the routes of a template: functions, other servers, and what cannot be
//! called here.
//!
//! It decides nothing about a request; `harness serve` calls it. What a template does not tell
//! is no mistake here: who calls such an integration is told then.

use super::value::{Text, Value};

/// What stands behind a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integration {
    /// What is called.
    pub backend: Backend,
    /// The form of a function's events.
    pub payload: Payload,
    /// How long it may take; without it, API Gateway's 30 seconds.
    pub timeout_milliseconds: Option<u64>,
}

/// What an integration calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A function.
    Lambda {
        /// What names it.
        uri: Text,
        /// The function, when the template has it.
        function: Option<Function>,
    },
    /// Another server.
    Http {
        /// Its URL, with `{variable}`s of the path.
        url: Text,
        /// The method it is sent; without it, the request's.
        method: Option<String>,
    },
    /// What cannot be called here: one line that follows "the route".
    Other(String),
}

/// A function of a template, as far as it is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Function {
    /// The name by which it is invoked, or the resource.
    pub name: String,
    /// Its handler: `order.main`.
    pub handler: Option<String>,
    /// Its runtime: `python3.12`.
    pub runtime: Option<String>,
    /// The folder of its code, relative to the template; nothing when it is an archive or an image.
    pub folder: Option<String>,
    /// How long a call may take.
    pub timeout_seconds: Option<u64>,
}

/// The version of a function's events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Payload {
    /// 1.0, the form of REST APIs.
    Version1,
    /// 2.0.
    #[default]
    Version2,
}

/// The keys by which a format tells an integration.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keys {
    kind: &'static str,
    uri: &'static str,
    payload: &'static str,
    timeout: &'static str,
    method: &'static str,
    connection: &'static str,
    subtype: &'static str,
}

/// Those of `AWS::ApiGatewayV2::Integration`.
pub(super) const CLOUDFORMATION: Keys = Keys {
    kind: "IntegrationType",
    uri: "IntegrationUri",
    payload: "PayloadFormatVersion",
    timeout: "TimeoutInMillis",
    method: "IntegrationMethod",
    connection: "ConnectionType",
    subtype: "IntegrationSubtype",
};

/// Those of `x-amazon-apigateway-integration`.
pub(super) const OPENAPI: Keys = Keys {
    kind: "type",
    uri: "uri",
    payload: "payloadFormatVersion",
    timeout: "timeoutInMillis",
    method: "httpMethod",
    connection: "connectionType",
    subtype: "integrationSubtype",
};

/// Those of `aws_apigatewayv2_integration`.
pub(super) const TERRAFORM: Keys = Keys {
    kind: "integration_type",
    uri: "integration_uri",
    payload: "payload_format_version",
    timeout: "timeout_milliseconds",
    method: "integration_method",
    connection: "connection_type",
    subtype: "integration_subtype",
};

impl Integration {
    /// Makes the integration of a function.
    pub(super) fn lambda(uri: Text, payload: Payload) -> Self {
        let backend = Backend::Lambda { uri, function: None };
        Self { backend, payload, timeout_milliseconds: None }
    }

    /// Makes the integration of what cannot be called here.
    pub(super) fn other(why: impl Into<String>) -> Self {
        let backend = Backend::Other(why.into());
        Self { backend, payload: Payload::default(), timeout_milliseconds: None }
    }

    /// Reads the properties of an integration.
    pub(super) fn read(properties: &Value, keys: &Keys) -> Self {
        let text = |key: &str| properties.get(key).and_then(Value::text);
        let known = |key: &str| properties.get(key).and_then(Value::known);
        let backend = backend(keys, &text, &known);
        let payload = match known(keys.payload) {
            Some("2.0" | "2") => Payload::Version2,
            _ => Payload::Version1,
        };
        let timeout_milliseconds = known(keys.timeout).and_then(|text| text.parse().ok());
        Self { backend, payload, timeout_milliseconds }
    }

    /// Makes the integration of an API that names one target.
    pub(super) fn of_target(target: &Text) -> Self {
        let is_url = target.to_string().starts_with("http");
        if is_url {
            let backend = Backend::Http { url: target.clone(), method: None };
            return Self { backend, ..Self::lambda(Text::default(), Payload::Version2) };
        }
        Self::lambda(target.clone(), Payload::Version2)
    }
}

fn backend<'v>(
    keys: &Keys,
    text: &dyn Fn(&str) -> Option<&'v Text>,
    known: &dyn Fn(&str) -> Option<&'v str>,
) -> Backend {
    let uri = text(keys.uri).cloned().unwrap_or_default();
    if let Some(subtype) = text(keys.subtype).filter(|subtype| !subtype.is_empty()) {
        return Backend::Other(format!("calls the AWS service action `{subtype}`"));
    }
    if known(keys.connection) == Some("VPC_LINK") {
        return Backend::Other("goes through a VPC link".to_owned());
    }
    match known(keys.kind).map(str::to_ascii_uppercase).as_deref() {
        Some("AWS_PROXY") => Backend::Lambda { uri, function: None },
        Some("HTTP_PROXY") => {
            let method = known(keys.method).filter(|method| *method != "ANY");
            Backend::Http { url: uri, method: method.map(str::to_ascii_uppercase) }
        }
        Some(other) => Backend::Other(format!("has an integration of the type `{other}`")),
        None => Backend::Other("has an integration whose type is not known".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::intrinsics::Resolver;
    use crate::import::project::Project;
    use crate::import::template;

    fn read(text: &str, keys: &Keys) -> Integration {
        let (project, file) = Project::of_text("t.yaml", text);
        let tree = template::read(&project, file).unwrap();
        let given = std::collections::BTreeMap::new();
        let resolver = Resolver::new(&project, &tree, &given);
        Integration::read(&resolver.value(&tree), keys)
    }

    #[test]
    fn functions_and_servers_are_told_apart() {
        let text = "{IntegrationType: AWS_PROXY, IntegrationUri: a, PayloadFormatVersion: '2.0'}";
        let lambda = Integration::lambda(Text::literal("a"), Payload::Version2);
        assert_eq!(read(text, &CLOUDFORMATION), lambda);
        let text = "{type: http_proxy, uri: 'https://x.example/{p}', httpMethod: ANY, \
                    timeoutInMillis: 5000}";
        let (url, method) = (Text::literal("https://x.example/{p}"), None);
        let http = read(text, &OPENAPI);
        assert_eq!(http.backend, Backend::Http { url, method });
        assert_eq!((http.timeout_milliseconds, http.payload), (Some(5000), Payload::Version1));
    }

    #[test]
    fn what_cannot_be_called_is_named() {
        let why = |text: &str, keys: &Keys| match read(text, keys).backend {
            Backend::Other(why) => why,
            backend @ (Backend::Lambda { .. } | Backend::Http { .. }) => panic!("{backend:?}"),
        };
        let text = "{IntegrationType: AWS_PROXY, IntegrationSubtype: SQS-SendMessage}";
        assert_eq!(why(text, &CLOUDFORMATION), "calls the AWS service action `SQS-SendMessage`");
        let text = "{integration_type: HTTP_PROXY, connection_type: VPC_LINK}";
        assert_eq!(why(text, &TERRAFORM), "goes through a VPC link");
        assert_eq!(why("{type: mock}", &OPENAPI), "has an integration of the type `MOCK`");
        assert_eq!(why("{uri: x}", &OPENAPI), "has an integration whose type is not known");
    }
}
