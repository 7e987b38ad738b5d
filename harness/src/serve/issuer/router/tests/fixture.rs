//! An issuer with a clock that stands still, and its clients.

use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicI64, Ordering},
};

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt as _;

use crate::{
    mint::{KeyStore, Minter, SigningAlgorithm},
    serve::issuer::{Client, ClientSecret, Flow, Issuer, IssuerConfig, Pool, Secret, User},
};

pub(super) const NOW: i64 = 1_767_225_600;
pub(super) const ISSUER: &str = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE";
pub(super) const CALLBACK: &str = "https://app.example/callback";

/// The pair of RFC 7636, appendix B.
pub(super) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(super) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Keys are made once for all tests.
pub(super) static MINTER: LazyLock<Minter> = LazyLock::new(|| Minter::new(KeyStore::fresh()));

pub(super) static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap());

pub(super) struct Server {
    pub(super) issuer: Arc<Issuer>,
    clock: Arc<AtomicI64>,
}

/// What was answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Server {
    pub(super) fn new() -> Self {
        Self::of(vec![pool()])
    }

    pub(super) fn of(pools: Vec<Pool>) -> Self {
        let clock = Arc::new(AtomicI64::new(NOW));
        let own = Arc::clone(&clock);
        let config = IssuerConfig { pools, hosts: Vec::new() };
        let issuer = Issuer::new(config, &MINTER, Arc::new(move || own.load(Ordering::Relaxed)));
        Self { issuer: Arc::new(issuer.unwrap()), clock }
    }

    pub(super) fn wait(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    pub(super) fn send(&self, request: Request<Body>) -> Answer {
        let router = Arc::clone(&self.issuer).router();
        RUNTIME.block_on(async {
            let (head, body) = router.oneshot(request).await.unwrap().into_parts();
            let bytes = to_bytes(body, 1 << 20).await.unwrap();
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            Answer { status: head.status, headers: head.headers, text }
        })
    }

    pub(super) fn get(&self, target: &str) -> Answer {
        self.send(request("GET", target).body(Body::empty()).unwrap())
    }

    /// Posts a form, with `id:secret` in a header where it is not empty.
    pub(super) fn post(&self, target: &str, basic: &str, form: &str) -> Answer {
        let mut request =
            request("POST", target).header("content-type", "application/x-www-form-urlencoded");
        if !basic.is_empty() {
            let encoded = BASE64_STANDARD.encode(basic);
            request = request.header("authorization", format!("Basic {encoded}"));
        }
        self.send(request.body(Body::from(form.to_owned())).unwrap())
    }

    /// Asks for a token, and returns what the answer says.
    pub(super) fn token(&self, basic: &str, form: &str) -> Value {
        let answer = self.post("/oauth2/token", basic, form);
        assert_eq!(answer.status, StatusCode::OK, "{form}: {}", answer.text);
        answer.json()
    }

    /// Asks for a token, and returns status and body.
    pub(super) fn refused(&self, basic: &str, form: &str) -> (u16, Value) {
        let answer = self.post("/oauth2/token", basic, form);
        (answer.status.as_u16(), answer.json())
    }

    /// Signs in the user who needs no password, and returns the code.
    pub(super) fn code(&self, more: &str) -> String {
        let answer = self.get(&format!("{}&login_hint=robot{more}", authorize("web")));
        answer.parameter("code")
    }
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Returns a parameter of the address that it leads to.
    pub(super) fn parameter(&self, name: &str) -> String {
        let location = self.header("location");
        let (_, query) = location.split_once('?').unwrap_or_else(|| panic!("{self:?}"));
        let mut members = query.split('&').filter_map(|member| member.split_once('='));
        let found = members.find(|(own, _)| *own == name);
        found.map_or_else(|| panic!("{location}"), |(_, value)| value.to_owned())
    }
}

pub(super) fn request(method: &str, target: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(target).header("host", "127.0.0.1:8000")
}

/// A request to sign in to a client, with PKCE.
pub(super) fn authorize(client: &str) -> String {
    format!(
        "/oauth2/authorize?response_type=code&client_id={client}&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback\
         &code_challenge={CHALLENGE}&code_challenge_method=S256"
    )
}

/// The body of a request that spends a code of the client `web`.
pub(super) fn spending(code: &str) -> String {
    format!(
        "grant_type=authorization_code&client_id=web&code={code}&redirect_uri={CALLBACK}\
         &code_verifier={VERIFIER}"
    )
}

/// Reads the payload of a token.
pub(super) fn payload(token: &Value) -> Value {
    segment(token, 1)
}

/// Reads a part of a token.
pub(super) fn segment(token: &Value, number: usize) -> Value {
    let part = token.as_str().unwrap().split('.').nth(number).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

pub(super) fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

pub(super) fn pool() -> Pool {
    let secret = |text: &str| ClientSecret::Given(Secret::new(text));
    let machine = Client {
        secret: secret("middleware-secret"),
        flows: vec![Flow::ClientCredentials],
        scopes: texts(&["order/post.order", "order/get.order", "openid"]),
        ..Client::new("middleware")
    };
    let web = Client {
        flows: vec![Flow::Code],
        scopes: texts(&["openid", "email", "order/get.order"]),
        callback_urls: texts(&[CALLBACK, "http://localhost:3000/?from=issuer"]),
        logout_urls: texts(&["https://app.example/bye"]),
        access_token_seconds: 600,
        ..Client::new("web")
    };
    let backend = Client {
        secret: secret("backend-secret"),
        scopes: texts(&["openid", "order/get.order"]),
        logout_urls: Vec::new(),
        callback_urls: texts(&[CALLBACK]),
        ..web.clone()
    };
    let claims = json!({ "email": "jane@example.com", "email_verified": true, "name": "Jane" });
    let user = |name: &str, password: Option<&str>| User {
        name: name.to_owned(),
        password: password.map(Secret::new),
        subject: format!("subject-of-{name}"),
        claims: claims.as_object().unwrap().clone(),
        access_token_claims: json!({ "tenant": "acme" }).as_object().unwrap().clone(),
        groups: texts(&["staff"]),
    };
    Pool {
        clients: vec![machine, web, Client { id: "backend".to_owned(), ..backend }],
        users: vec![user("jane", Some("wonder & land")), user("robot", None)],
        ..Pool::new(ISSUER, SigningAlgorithm::Rs256)
    }
}
