//! `harness mint`: a signed token on the standard output.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use engine::Policy;
use engine::spell::{nearest, quote};

use super::arguments::{claims, instant, name_and_value};
use super::values::{ValueArgs, load_policy};
use crate::cache::Cache;
use crate::clock::parse_duration;
use crate::exit::Exit;
use crate::issuer::token_issuer;
use crate::mint::{
    Fault, KeyStore, MintError, Minter, Profile, Recipe, RequestAttack, SigningAlgorithm,
    SigningKey,
};
use crate::terminal::{Answer, Failure, Terminal};

mod faults;

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    /// A line each.
    Plain,
    /// One array of objects.
    Json,
}

#[derive(Debug, Args)]
#[command(
    after_help = "The token is signed by the authorizer's test key, which is kept in the user's cache folder; a
gateway that trusts the real issuer refuses it.

Examples:
  harness mint --policy policies/orders.yaml --set pool=us-east-1_A --scope order/post.order
  harness mint --policy P --claim 'custom:tenant=\"acme\"' --expires-in 5m --jwks-out keys.json
  harness mint --policy P --fault signed_by_unknown_key
  harness mint --list-faults --format json"
)]
pub(super) struct MintArgs {
    /// The policy whose authorizer the token is for.
    #[arg(long, value_name = "FILE", required_unless_present_any = ["list_faults", "list_profiles"])]
    policy: Option<PathBuf>,
    /// The authorizer; default is the policy's default, or its only one.
    #[arg(long, value_name = "NAME")]
    authorizer: Option<String>,
    /// A claim; the value is JSON, `null` removes the claim.
    #[arg(long, value_name = "NAME=JSON", value_parser = name_and_value)]
    claim: Vec<(String, String)>,
    /// A scope; may be given several times.
    #[arg(long, value_name = "SCOPE")]
    scope: Vec<String>,
    /// Spoil the token; `--list-faults` tells how.
    #[arg(long, value_name = "NAME")]
    fault: Option<String>,
    /// Kind of token; `--list-profiles` tells which.
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Sign with this algorithm, `RS256` to `EdDSA`; default is the authorizer's first.
    #[arg(long, value_name = "NAME")]
    algorithm: Option<SigningAlgorithm>,
    /// Lifetime from now, like `5m`, `1h`, `-1s`.
    #[arg(long, value_name = "DURATION", allow_hyphen_values = true)]
    expires_in: Option<String>,
    /// The instant of minting, RFC 3339 or Unix seconds; default is now.
    #[arg(long, value_name = "INSTANT")]
    now: Option<String>,
    /// Sign with this RSA key (PEM, PKCS#1 or PKCS#8) instead of the authorizer's test key.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Write the public key set that verifies the token, for `decide --jwks`.
    #[arg(long, value_name = "FILE")]
    jwks_out: Option<PathBuf>,
    /// Make new keys instead of those of the cache.
    #[arg(long)]
    fresh_keys: bool,
    /// List the faults.
    #[arg(long)]
    list_faults: bool,
    /// List the profiles.
    #[arg(long)]
    list_profiles: bool,
    /// How a list is written.
    #[arg(long, value_enum, default_value_t = ListFormat::Plain)]
    format: ListFormat,
    #[command(flatten)]
    values: ValueArgs,
}

impl MintArgs {
    pub(super) fn execute(&self, terminal: &mut Terminal<'_>) -> Answer {
        if self.list_faults || self.list_profiles {
            return self.list(terminal);
        }
        let Some(path) = &self.policy else {
            return Err(Failure::new("--policy FILE is missing"));
        };
        let (_, policy) = load_policy(path, &self.values, false, terminal)?;
        let only = match policy.authorizers() {
            [only] => Some(only),
            _ => None,
        };
        let authorizer = match &self.authorizer {
            Some(name) => policy.authorizer(name),
            None => policy.default_authorizer().or(only),
        };
        let authorizer = authorizer.ok_or_else(|| self.no_authorizer(&policy))?;
        let recipe = self.recipe()?;
        let issuer = token_issuer(authorizer);
        let issuer = recipe.signer(&issuer);
        let keys =
            if self.fresh_keys { KeyStore::fresh() } else { KeyStore::cached(Cache::of_user()) };
        let minter = Minter::new(keys);
        if let Some(path) = &self.key {
            let pem = crate::input::read_named(path)
                .map_err(|message| Failure::new(format!("--key: {message}")))?;
            let key = SigningKey::from_pem(&pem, issuer.algorithm)
                .map_err(|error| Failure::new(format!("--key {}: {error}", path.display())))?;
            minter.keys().insert(&issuer.issuer, key);
        }
        let now = instant(self.now.as_deref())?;
        let failed = |error: MintError| Failure::new(error.to_string());
        let token = minter.mint(&issuer, &recipe, now).map_err(failed)?;
        if let Some(path) = &self.jwks_out {
            let set = minter.jwks_text(&issuer, &recipe, now).map_err(failed)?;
            std::fs::write(path, format!("{set}\n"))
                .map_err(|error| Failure::new(format!("--jwks-out {}: {error}", path.display())))?;
        }
        writeln!(terminal.out, "{token}")?;
        Ok(Exit::Success)
    }

    fn no_authorizer(&self, policy: &Policy) -> Failure {
        let names: Vec<&str> = policy.authorizers().iter().map(|one| one.name.as_str()).collect();
        if names.is_empty() {
            return Failure::new("the policy has no authorizer to mint for");
        }
        let message = match &self.authorizer {
            Some(name) => format!("no authorizer is named {}", quote(name)),
            None => "it is not clear whose token is asked for".to_owned(),
        };
        Failure::with_help(message, format!("name one with --authorizer: {}", names.join(", ")))
    }

    fn recipe(&self) -> Result<Recipe, Failure> {
        let duration = self.expires_in.as_deref().map(|text| {
            parse_duration(text).map_err(|error| Failure::new(format!("--expires-in: {error}")))
        });
        let profile = self.profile.as_deref().map(|name| {
            name.parse::<Profile>().map_err(|error| Failure::new(format!("--profile: {error}")))
        });
        let fault = self.fault.as_deref().map(|name| {
            name.parse::<Fault>().map_err(|_unknown| {
                if let Some(row) = RequestAttack::ALL.iter().find(|row| row.name == name) {
                    let message = format!("{} is a request, and no token is wrong in it", row.name);
                    return Failure::with_help(message, "specs/attacks-requests.yaml sends it");
                }
                let help = match nearest(name, Fault::all().iter().map(|one| one.as_str())) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "see `harness mint --list-faults`".to_owned(),
                };
                Failure::with_help(format!("no fault is named {}", quote(name)), help)
            })
        });
        Ok(Recipe {
            profile: profile.transpose()?,
            scopes: (!self.scope.is_empty()).then(|| self.scope.clone()),
            claims: claims(&self.claim)?,
            expires_in: duration.transpose()?,
            algorithm: self.algorithm,
            fault: fault.transpose()?,
            ..Recipe::default()
        })
    }

    fn list(&self, terminal: &mut Terminal<'_>) -> Answer {
        if self.list_profiles {
            for profile in Profile::ALL {
                let (name, summary) = (profile.as_str(), profile.summary());
                writeln!(terminal.out, "{name:<16} {summary} ({})", profile.source())?;
            }
            return Ok(Exit::Success);
        }
        if self.format == ListFormat::Json {
            return faults::json(terminal);
        }
        faults::plain(terminal)
    }
}
