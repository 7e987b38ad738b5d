//! What an API says of browsers of other origins (CORS), as far as a policy may say it.
//!
//! Each format spells the keys in its own way. What is not known, or what a policy does not take,
//! is left out and told: a setting less lets no page in that the API would keep out.

use engine::{Policy, Settings, Source};

use super::project::Place;
use super::value::{Symbol, Value};
use super::yaml_text::quoted;
use crate::visible::shortened;

/// The settings that an API answers preflights with.
#[derive(Clone, Debug)]
pub struct Cors {
    /// Where they stand.
    pub place: Place,
    /// Who may ask; without one, nothing is written.
    pub allow_origins: Option<Vec<String>>,
    /// With which methods.
    pub allow_methods: Option<Vec<String>>,
    /// With which headers.
    pub allow_headers: Option<Vec<String>>,
    /// Which headers of the answers scripts may read.
    pub expose_headers: Option<Vec<String>>,
    /// How long an answer to a preflight may be kept.
    pub max_age_seconds: Option<i64>,
    /// Whether requests may carry cookies.
    pub allow_credentials: bool,
    /// What no policy says: where it stands, and one line that follows "CORS: ".
    pub left_out: Vec<(Place, String)>,
}

/// How a format spells the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// `AllowOrigins`: `CloudFormation` and SAM.
    Capital,
    /// `allowOrigins`: `x-amazon-apigateway-cors` of `OpenAPI`.
    Camel,
    /// `allow_origins`: Terraform.
    Snake,
}

/// The keys, each in the three spellings.
const KEYS: [[&str; 3]; 6] = [
    ["AllowOrigins", "allowOrigins", "allow_origins"],
    ["AllowMethods", "allowMethods", "allow_methods"],
    ["AllowHeaders", "allowHeaders", "allow_headers"],
    ["ExposeHeaders", "exposeHeaders", "expose_headers"],
    ["MaxAge", "maxAge", "max_age"],
    ["AllowCredentials", "allowCredentials", "allow_credentials"],
];

/// Most items of a list.
const MOST_ITEMS: usize = 1_000;

impl Cors {
    /// Begins without settings.
    pub fn new(place: Place) -> Self {
        Self {
            place,
            allow_origins: None,
            allow_methods: None,
            allow_headers: None,
            expose_headers: None,
            max_age_seconds: None,
            allow_credentials: false,
            left_out: Vec::new(),
        }
    }

    /// Settings that let every origin ask, and say no more.
    pub fn of_every_origin(place: Place) -> Self {
        Self { allow_origins: Some(vec!["*".to_owned()]), ..Self::new(place) }
    }

    /// Reads the settings of an API.
    pub fn read(value: &Value, spelling: Spelling) -> Self {
        let mut cors = Self::new(value.place);
        if !value.is_map() {
            let unknown = value.unknown().map(why);
            let why = unknown.unwrap_or_else(|| "the settings are no map".to_owned());
            // Nothing that another place says of origins stands for what is not known here.
            cors.allow_origins = Some(Vec::new());
            cors.left_out.push((value.place, why));
            return cors;
        }
        let [origins, methods, headers, exposed, age, credentials] =
            KEYS.map(|[capital, camel, snake]| match spelling {
                Spelling::Capital => capital,
                Spelling::Camel => camel,
                Spelling::Snake => snake,
            });
        let known = [origins, methods, headers, exposed, age, credentials];
        for member in value.members().iter().filter(|one| !known.contains(&one.key.as_str())) {
            let why = format!("there is no setting `{}`", shortened(&member.key, 100));
            cors.left_out.push((member.key_place, why));
        }
        cors.allow_origins = cors.list(value, origins, "allow_origins");
        cors.allow_methods = cors.list(value, methods, "allow_methods");
        cors.allow_headers = cors.list(value, headers, "allow_headers");
        cors.expose_headers = cors.list(value, exposed, "expose_headers");
        cors.max_age_seconds = cors.age(value, age);
        cors.allow_credentials = cors.credentials(value, credentials);
        cors
    }

    /// Lays the settings over others, as SAM does: what is said here wins.
    #[must_use]
    pub fn over(mut self, base: Option<Self>) -> Self {
        let Some(base) = base else { return self };
        self.allow_origins = self.allow_origins.or(base.allow_origins);
        self.allow_methods = self.allow_methods.or(base.allow_methods);
        self.allow_headers = self.allow_headers.or(base.allow_headers);
        self.expose_headers = self.expose_headers.or(base.expose_headers);
        self.max_age_seconds = self.max_age_seconds.or(base.max_age_seconds);
        self.allow_credentials |= base.allow_credentials;
        self.left_out.extend(base.left_out);
        self
    }

    /// Returns whether a policy can say anything of it.
    pub fn is_written(&self) -> bool {
        self.allow_origins.as_ref().is_some_and(|origins| !origins.is_empty())
    }

    /// Returns whether credentials are to be shared with every origin, which is refused.
    pub fn shares_with_all(&self) -> bool {
        let every = |origins: &Vec<String>| origins.iter().any(|one| one == "*");
        self.allow_credentials && self.allow_origins.as_ref().is_some_and(every)
    }

    /// Returns the lines of a policy.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec!["cors:".to_owned()];
        let lists = [
            ("allow_origins", &self.allow_origins),
            ("allow_methods", &self.allow_methods),
            ("allow_headers", &self.allow_headers),
            ("expose_headers", &self.expose_headers),
        ];
        for (key, list) in lists {
            if let Some(list) = list.as_ref().filter(|list| !list.is_empty()) {
                lines.push(format!("  {key}: {}", written(list)));
            }
        }
        lines.extend(self.max_age_seconds.map(|age| format!("  max_age_seconds: {age}")));
        if self.allow_credentials && !self.shares_with_all() {
            lines.push("  allow_credentials: true".to_owned());
        }
        lines
    }

    /// Reads a list as far as it is known and a policy takes it.
    fn list(&mut self, value: &Value, key: &str, own: &str) -> Option<Vec<String>> {
        let value = value.get(key)?;
        let mut skip = |place, why: String| self.left_out.push((place, format!("`{key}`: {why}")));
        let Some(items) = value.list() else {
            skip(value.place, value.unknown().map_or_else(|| "it is no list".to_owned(), why));
            return Some(Vec::new());
        };
        if items.len() > MOST_ITEMS {
            skip(value.place, format!("it has more than {MOST_ITEMS} items"));
        }
        let mut list = Vec::new();
        for item in items.iter().take(MOST_ITEMS) {
            if let Some(text) = item.known() {
                list.push((text.to_owned(), item.place));
            } else {
                let hole = item.text().and_then(|text| text.holes().next()).map(why);
                skip(item.place, hole.unwrap_or_else(|| "an item is no text".to_owned()));
            }
        }
        let all: Vec<String> = list.iter().map(|(text, _)| text.clone()).collect();
        if all.is_empty() || is_taken(own, &written(&all)) {
            return Some(all);
        }
        list.retain(|(text, place)| {
            let taken = is_taken(own, &written(std::slice::from_ref(text)));
            if !taken {
                skip(*place, format!("a policy does not take `{}`", shortened(text, 100)));
            }
            taken
        });
        Some(list.into_iter().map(|(text, _)| text).collect())
    }

    fn age(&mut self, value: &Value, key: &str) -> Option<i64> {
        let value = value.get(key)?;
        let seconds: Option<i64> = value.known().and_then(|text| text.parse().ok());
        let taken = seconds.filter(|age| is_taken("max_age_seconds", &age.to_string()));
        if taken.is_none() {
            let unknown = value.unknown().map(why);
            let why = unknown.unwrap_or_else(|| "it is no count of -1 to 86400".to_owned());
            self.left_out.push((value.place, format!("`{key}`: {why}")));
        }
        taken
    }

    fn credentials(&mut self, value: &Value, key: &str) -> bool {
        let Some(value) = value.get(key) else { return false };
        if value.is_true() {
            return true;
        }
        if let Some(symbol) = value.unknown() {
            self.left_out.push((value.place, format!("`{key}`: {}", why(symbol))));
        }
        false
    }
}

fn why(symbol: &Symbol) -> String {
    shortened(&symbol.why, 300)
}

fn written(list: &[String]) -> String {
    let items: Vec<String> = list.iter().map(|one| quoted(one)).collect();
    format!("[{}]", items.join(", "))
}

/// Returns whether the engine takes a setting: it alone knows which.
fn is_taken(key: &str, value: &str) -> bool {
    let origins = if key == "allow_origins" { "" } else { "allow_origins: [\"*\"], " };
    let text = format!("version: 1\ncors: {{ {origins}{key}: {value} }}\nroutes: {{}}\n");
    Policy::from_source(&Source::new("", text.as_str()), &Settings::default()).is_ok()
}
