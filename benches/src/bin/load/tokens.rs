//! Tokens of one issuer, good and bad, in files that `wrk` reads.

use std::fs;
use std::path::{Path, PathBuf};

use harness::cache::Cache;
use harness::mint::{KeyStore, Minter, Recipe, SigningAlgorithm, TokenIssuer};
use serde_json::{Value, json};

/// The issuer, with its key in a folder that `harness serve` shares.
pub(crate) struct Tokens {
    folder: PathBuf,
    minter: Minter,
    issuer: TokenIssuer,
    now: i64,
}

impl Tokens {
    pub(crate) fn new(folder: &Path) -> Self {
        let issuer = TokenIssuer {
            name: "bench".to_owned(),
            issuer: "https://issuer.example".to_owned(),
            audience: vec!["bench".to_owned()],
            algorithm: SigningAlgorithm::Rs256,
        };
        let minter = Minter::new(KeyStore::cached(Cache::at(&folder.join("harness"))));
        // Envoy reads the clock itself.
        Self { folder: folder.to_owned(), minter, issuer, now: harness::clock::wall_clock() }
    }

    /// The issuer's key set.
    pub(crate) fn jwks(&self) -> Value {
        self.minter.jwks(&self.issuer).expect("a key")
    }

    pub(crate) fn good(&self, number: usize) -> String {
        self.mint(number, Recipe::default())
    }

    pub(crate) fn expired(&self, number: usize) -> String {
        self.mint(number, Recipe { expires_in: Some(-60), ..Recipe::default() })
    }

    /// Writes so many good tokens, all different.
    pub(crate) fn valid(&self, name: &str, count: usize) -> PathBuf {
        self.write(name, count, |at| self.good(at))
    }

    /// Writes expired tokens and such as are none, by turns.
    pub(crate) fn bad(&self, name: &str, count: usize) -> PathBuf {
        let expired: Vec<String> = (0..64).map(|at| self.expired(at)).collect();
        self.write(name, count, |at| match at % 2 {
            0 => expired[at / 2 % expired.len()].clone(),
            _ => format!("garbage-{at}.e30.AAAA"),
        })
    }

    /// Writes a mix: of ten tokens eight are good, one is expired, one is none.
    pub(crate) fn mixed(&self, name: &str, different: usize) -> PathBuf {
        let good: Vec<String> = (0..different).map(|at| self.good(at)).collect();
        let expired = self.expired(0);
        self.write(name, 10 * different, |at| match at % 10 {
            8 => expired.clone(),
            9 => "garbage".to_owned(),
            _ => good[at % good.len()].clone(),
        })
    }

    fn write(&self, name: &str, count: usize, token: impl Fn(usize) -> String + Sync) -> PathBuf {
        let half = count.div_ceil(2);
        let lines = |from: usize, to: usize| (from..to).map(&token).collect::<Vec<_>>();
        let (first, second) = std::thread::scope(|scope| {
            let first = scope.spawn(|| lines(0, half));
            (lines(half, count), first.join().expect("tokens are minted"))
        });
        let path = self.folder.join(name);
        fs::write(&path, [second, first].concat().join("\n")).expect("tokens are written");
        path
    }

    fn mint(&self, number: usize, recipe: Recipe) -> String {
        let mut recipe = Recipe { scopes: Some(vec!["orders/read".to_owned()]), ..recipe };
        recipe.claims.insert("jti".to_owned(), json!(format!("{number:032}")));
        self.minter.mint(&self.issuer, &recipe, self.now).expect("a token")
    }
}
