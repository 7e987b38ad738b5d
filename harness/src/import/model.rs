//! What an import found, the same for every format: HTTP APIs with their routes and authorizers,
//! and the issuer's side. Readers build it, the writer and the lints read it.

use engine::RouteKey;

use super::cors::Cors;
use super::integration::Integration;
use super::project::Place;
use super::value::{Text, Value};

/// Everything that one import found.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The format's name, for people.
    pub format: &'static str,
    /// The HTTP APIs, in the template's order.
    pub apis: Vec<Api>,
    /// APIs of another kind, such as REST and WebSocket APIs.
    pub others: Vec<Other>,
    /// HTTP APIs that are not deployed, as a condition says.
    pub absent: Vec<Other>,
    /// The issuer's side.
    pub issuing: Issuing,
}

/// One HTTP API.
#[derive(Clone, Debug)]
pub struct Api {
    /// The name by which `--api` chooses it: in most formats the resource's.
    pub name: String,
    /// The name that it shows, when the template tells it.
    pub title: Option<String>,
    /// Where it stands.
    pub place: Place,
    /// Its JWT authorizers.
    pub authorizers: Vec<Authorizer>,
    /// Its routes, also those that cannot be decided.
    pub routes: Vec<Route>,
    /// How it answers CORS preflight requests itself, when it does.
    pub cors: Option<Cors>,
    /// Whether a warning fails the deployment; nothing where the format does not ask.
    pub fail_on_warnings: Option<bool>,
    /// The `security` of a whole document, which HTTP APIs may not know.
    pub root_security: Option<Place>,
}

/// A JWT authorizer.
#[derive(Clone, Debug)]
pub struct Authorizer {
    /// The name that routes know it by; distinct in its API.
    pub name: String,
    /// The issuer.
    pub issuer: Text,
    /// Where the issuer stands.
    pub issuer_place: Place,
    /// Its audiences; never empty.
    pub audience: Vec<Text>,
    /// Where it looks for the token; without one, the `Authorization` header.
    pub identity_source: Option<Text>,
    /// Where it stands.
    pub place: Place,
    /// The resource that it comes from.
    pub source: String,
}

/// A route.
#[derive(Clone, Debug)]
pub struct Route {
    /// Which requests it takes.
    pub reach: Reach,
    /// Who passes it.
    pub access: Access,
    /// What stands behind it, when the template tells.
    pub integration: Option<Integration>,
    /// Where it stands.
    pub place: Place,
    /// The resource or event that it comes from.
    pub source: String,
}

/// Which requests a route takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Exactly those of a route key.
    Key(RouteKey),
    /// Method and path as far as they are known; such a route is always [`Access::Refused`].
    Unclear {
        /// The method in upper case, `ANY` too; nothing when it is unknown.
        method: Option<String>,
        /// The path, with holes.
        path: Text,
    },
}

/// Who passes a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Public {
        /// Whether the template opens it against a default.
        by_exception: bool,
        /// Where scopes stand that it cannot ask for.
        idle_scopes: Option<Place>,
    },
    /// Who has a token.
    Protected {
        /// The name of the authorizer.
        authorizer: String,
        /// The scopes it asks for.
        scopes: Vec<Scope>,
        /// How many of the scopes are needed.
        quantifier: Quantifier,
    },
    /// Nobody: a condition of the template does not hold, so there is no such route.
    Absent {
        /// Why, one line that follows the route's name.
        why: String,
    },
    /// Nobody knows: the engine cannot decide it.
    Refused(Refusal),
}

/// Why a route is refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// One line that follows the route's name: "is behind the Lambda authorizer `x`".
    pub why: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The authorizer it asks for, when that much is known.
    pub authorizer: Option<String>,
    /// The scopes it asks for, as far as they are known.
    pub scopes: Vec<String>,
}

impl Access {
    /// Open to everybody, and nothing more to say.
    pub const OPEN: Self = Self::Public { by_exception: false, idle_scopes: None };

    /// Refuses a route.
    pub fn refused(why: impl Into<String>) -> Self {
        Self::Refused(Refusal { why: why.into(), ..Refusal::default() })
    }

    /// Refuses a route, and tells what to do about it.
    pub fn refused_with_help(why: impl Into<String>, help: impl Into<String>) -> Self {
        let (why, help) = (why.into(), Some(help.into()));
        Self::Refused(Refusal { why, help, ..Refusal::default() })
    }

    /// Notes what a refused route asks for.
    #[must_use]
    pub fn asking(mut self, name: &str, scopes: Option<&Value>) -> Self {
        if let Self::Refused(refusal) = &mut self {
            refusal.authorizer = Some(name.to_owned());
            let items = scopes.and_then(Value::list).unwrap_or_default();
            refusal.scopes = items.iter().filter_map(Value::known).map(str::to_owned).collect();
        }
        self
    }
}

/// How many of a route's scopes a token needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quantifier {
    /// One of them: API Gateway.
    #[default]
    Any,
    /// All of them: OpenAPI's own meaning.
    All,
}

/// A scope that a route asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The scope.
    pub scope: engine::Scope,
    /// Where it stands.
    pub place: Place,
}

/// An API that no policy is written of.
#[derive(Clone, Debug)]
pub struct Other {
    /// What it is, and why: "the REST API `Orders` cannot be decided here".
    pub what: String,
    /// Where it stands.
    pub place: Place,
}

/// The issuer's side: who may get which scopes.
#[derive(Clone, Debug, Default)]
pub struct Issuing {
    /// User pools.
    pub pools: Vec<Pool>,
    /// App clients.
    pub clients: Vec<Client>,
    /// Resource servers.
    pub resource_servers: Vec<ResourceServer>,
    /// Domains of the token endpoints.
    pub domains: Vec<Domain>,
}

/// A user pool.
#[derive(Clone, Debug)]
pub struct Pool {
    /// The resource.
    pub source: String,
    /// The name that it shows.
    pub name: Option<Text>,
    /// Where it stands.
    pub place: Place,
}

/// An app client.
#[derive(Clone, Debug)]
pub struct Client {
    /// The resource.
    pub source: String,
    /// The name that it shows.
    pub name: Option<Text>,
    /// Its pool.
    pub pool: Option<Text>,
    /// Whether Cognito makes it a secret.
    pub has_secret: bool,
    /// Whether OAuth is switched on for it: without it the flows say nothing.
    pub uses_oauth: bool,
    /// The OAuth flows it may use.
    pub flows: Vec<Text>,
    /// The scopes it may get.
    pub scopes: Vec<Text>,
    /// Where codes are sent to.
    pub callback_urls: Vec<Text>,
    /// Where a browser is sent to after signing out.
    pub logout_urls: Vec<Text>,
    /// Seconds that an access token lives, where that is said.
    pub access_token_seconds: Option<i64>,
    /// Where it stands.
    pub place: Place,
}

impl Client {
    /// Returns how many seconds so many of a unit are; without a unit, hours (Cognito's default).
    pub fn seconds(count: Option<&Text>, unit: Option<&Text>) -> Option<i64> {
        let count: i64 = count?.known()?.parse().ok()?;
        let unit = match unit.map_or(Some("hours"), Text::known)? {
            "seconds" => 1,
            "minutes" => 60,
            "hours" => 3_600,
            "days" => 86_400,
            _ => return None,
        };
        count.checked_mul(unit)
    }
}

/// A resource server.
#[derive(Clone, Debug)]
pub struct ResourceServer {
    /// The resource.
    pub source: String,
    /// Its pool.
    pub pool: Option<Text>,
    /// Its identifier: what stands before the `/` of its scopes.
    pub identifier: Text,
    /// The names of its scopes: what stands behind the `/`.
    pub scopes: Vec<Text>,
    /// Where it stands.
    pub place: Place,
}

/// The domain of a token endpoint.
#[derive(Clone, Debug)]
pub struct Domain {
    /// The resource.
    pub source: String,
    /// Its pool.
    pub pool: Option<Text>,
    /// The domain, or its first label.
    pub domain: Text,
    /// Where it stands.
    pub place: Place,
}
