//! Loads specs and the policies they name, ready to run: engines with test keys.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::spell::quote;
use engine::{Code, Diagnostic, Diagnostics, Engine, KeySet, Policy, Source};

use crate::input::{Kind, read_source};
use crate::issuer::token_issuer;
use crate::mint::{Minter, SigningAlgorithm, TokenIssuer};
use crate::policy_file::{PolicyFile, Values, kind};
use crate::render::Sources;
use crate::spec::Spec;

/// A policy that decides with test keys.
#[derive(Debug)]
pub struct ReadyPolicy {
    /// The file.
    pub file: Arc<PolicyFile>,
    /// The engine, with a test key for each authorizer.
    pub engine: Engine,
    /// Who mints, by authorizer.
    pub issuers: BTreeMap<String, TokenIssuer>,
    /// The key sets of the engine, by authorizer.
    sets: BTreeMap<String, KeySet>,
}

/// A spec with its policy.
#[derive(Debug)]
pub struct ReadySpec {
    /// The spec.
    pub spec: Spec,
    /// Its text.
    pub source: Arc<Source>,
    /// Its policy.
    pub policy: Arc<ReadyPolicy>,
}

/// A file that cannot be run.
#[derive(Debug)]
pub struct Broken {
    /// The spec's file.
    pub file: String,
    /// Why.
    pub found: Diagnostics,
}

/// All specs of a run.
#[derive(Debug, Default)]
pub struct Suite {
    /// The specs, in the order of their files.
    pub specs: Vec<ReadySpec>,
    /// Specs that cannot be run.
    pub broken: Vec<Broken>,
    /// Warnings about specs and policies.
    pub warnings: Diagnostics,
    /// The texts of all files.
    pub sources: Sources,
    /// Every file read, for watching.
    pub files: Vec<PathBuf>,
}

/// A spec and its policy, both valid; the keys are not there yet.
struct Loaded {
    spec: Spec,
    source: Arc<Source>,
    policy: usize,
}

/// A policy with the values of its parameters put in.
struct Valid {
    file: PolicyFile,
    policy: Policy,
}

/// Collects specs and policies; each policy is read once for each set of values.
struct Loader<'v> {
    /// The policy in the place of those that specs name.
    instead: Option<&'v Path>,
    values: &'v Values,
    suite: Suite,
    policies: Vec<Result<Valid, Diagnostics>>,
    known: HashMap<(PathBuf, BTreeMap<String, String>), usize>,
    loaded: Vec<Loaded>,
}

impl Suite {
    /// Loads the specs among files; policies among them are passed over. A policy given here
    /// stands in the place of those that the specs name.
    ///
    /// # Errors
    /// No key could be made.
    pub fn load(
        files: &[PathBuf],
        policy: Option<&Path>,
        values: &Values,
        minter: &Minter,
    ) -> Result<Self, String> {
        let suite = Self { files: files.to_vec(), ..Self::default() };
        let mut loader = Loader {
            instead: policy,
            values,
            suite,
            policies: Vec::new(),
            known: HashMap::new(),
            loaded: Vec::new(),
        };
        for file in files {
            if let Err((source, found)) = loader.spec(file) {
                let file = file.display().to_string();
                loader.suite.sources.insert_some(source);
                loader.suite.broken.push(Broken { file, found });
            }
        }
        loader.finish(minter)
    }

    /// Returns whether a policy of the suite has a parameter.
    pub fn has_parameter(&self, name: &str) -> bool {
        self.specs.iter().any(|spec| spec.policy.file.has_parameter(name))
    }
}

impl ReadyPolicy {
    /// Compiles a policy of a file, and gives each authorizer a test key.
    ///
    /// # Errors
    /// A parameter has no value, or no key could be made.
    pub fn new(file: Arc<PolicyFile>, policy: Policy, minter: &Minter) -> Result<Self, String> {
        let mut engine = Engine::compile(policy).map_err(|error| error.to_string())?;
        let mut issuers = BTreeMap::new();
        for authorizer in engine.policy().authorizers() {
            issuers.insert(authorizer.name.clone(), token_issuer(authorizer));
        }
        let mut sets = BTreeMap::new();
        for (name, issuer) in &issuers {
            let set = minter.jwks(issuer).map_err(|error| error.to_string())?;
            let set =
                KeySet::from_json(set.to_string().as_bytes()).map_err(|error| error.to_string())?;
            engine = engine.with_keys(name, set.clone());
            sets.insert(name.clone(), set);
        }
        Ok(Self { file, engine, issuers, sets })
    }

    /// Returns the engine with another key set for an authorizer; one that is refused is none at all.
    ///
    /// # Errors
    /// The policy cannot be compiled again.
    pub fn engine_with(&self, authorizer: &str, set: &str) -> Result<Engine, String> {
        let mut engine =
            Engine::compile(self.engine.policy().clone()).map_err(|e| e.to_string())?;
        for (name, other) in &self.sets {
            if name != authorizer {
                engine = engine.with_keys(name, other.clone());
            }
        }
        Ok(match KeySet::from_json(set.as_bytes()) {
            Ok(set) => engine.with_keys(authorizer, set),
            Err(_refused) => engine,
        })
    }
}

type Refused = (Option<Arc<Source>>, Diagnostics);

impl Loader<'_> {
    fn spec(&mut self, path: &Path) -> Result<(), Refused> {
        let source = Arc::new(read_source(path).map_err(|found| (None, found))?);
        let refuse = |found| (Some(Arc::clone(&source)), found);
        if kind(&source).map_err(refuse)? == Kind::Policy {
            return Ok(());
        }
        let (spec, warnings) = Spec::read(&source).map_err(refuse)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let named = || tidy(folder, &spec.policy_path);
        let path = self.instead.map_or_else(named, Path::to_owned);
        let policy = self.policy(&path, &spec.set);
        let valid = match self.policies.get(policy) {
            Some(Ok(valid)) => valid,
            Some(Err(found)) => {
                let found = about_policy(&spec, &source, found.clone());
                return Err((Some(source), found));
            }
            None => return Ok(()),
        };
        let mut found = spec.check_against(&source, &valid.policy);
        found.extend(spec.check_parameters(&source, |name| valid.file.has_parameter(name)));
        found.extend(warnings);
        if found.has_errors() {
            return Err(refuse(found.sorted()));
        }
        self.suite.warnings.extend(found);
        self.suite.sources.insert(Arc::clone(&source));
        self.loaded.push(Loaded { spec, source, policy });
        Ok(())
    }

    /// Reads and validates a policy, or finds it among those read.
    fn policy(&mut self, path: &Path, set: &BTreeMap<String, String>) -> usize {
        let key = (path.to_owned(), set.clone());
        if let Some(index) = self.known.get(&key) {
            return *index;
        }
        let index = self.policies.len();
        self.known.insert(key, index);
        self.suite.files.push(path.to_owned());
        let policy = self.read_policy(path, set);
        self.policies.push(policy);
        index
    }

    fn read_policy(
        &mut self,
        path: &Path,
        set: &BTreeMap<String, String>,
    ) -> Result<Valid, Diagnostics> {
        let file = PolicyFile::read(path).map_err(|(found, source)| {
            self.suite.sources.insert_some(source);
            found
        })?;
        file.add_sources(&mut self.suite.sources);
        let validated = file.validate(set, self.values, false)?;
        self.suite.warnings.extend(validated.warnings);
        Ok(Valid { file, policy: validated.policy })
    }

    fn finish(mut self, minter: &Minter) -> Result<Suite, String> {
        let valid = self.policies.iter().filter_map(|policy| policy.as_ref().ok());
        let issuers: Vec<TokenIssuer> =
            valid.flat_map(|one| one.policy.authorizers()).map(token_issuer).collect();
        let wanted: Vec<(&str, SigningAlgorithm)> =
            issuers.iter().map(|issuer| (issuer.issuer.as_str(), issuer.algorithm)).collect();
        minter.keys().prepare(&wanted).map_err(|error| error.to_string())?;
        let mut ready = Vec::new();
        for policy in self.policies.drain(..) {
            let policy = policy.ok();
            let made = policy.map(|one| ReadyPolicy::new(Arc::new(one.file), one.policy, minter));
            ready.push(made.transpose()?.map(Arc::new));
        }
        for Loaded { spec, source, policy } in self.loaded {
            if let Some(Some(policy)) = ready.get(policy) {
                self.suite.specs.push(ReadySpec { spec, source, policy: Arc::clone(policy) });
            }
        }
        self.suite.warnings = self.suite.warnings.sorted();
        Ok(self.suite)
    }
}

/// Tells of a policy that cannot be read at the place that names it.
pub fn about_policy(spec: &Spec, source: &Source, found: Diagnostics) -> Diagnostics {
    let mut told = Diagnostics::new();
    for one in found {
        if one.code == Code::Unreadable {
            let message = format!("the policy {}: {}", quote(&one.file), one.message);
            told.push(Diagnostic::new(source, spec.policy_span, Code::Unreadable, message));
        } else {
            told.push(one);
        }
    }
    told
}

/// Joins a spec's folder and its policy, and shortens `specs/../policies` where that is the same.
pub fn tidy(folder: &Path, policy: &str) -> PathBuf {
    let joined = folder.join(policy);
    let mut short = PathBuf::new();
    for part in joined.components() {
        let up = part == std::path::Component::ParentDir;
        let inside =
            matches!(short.components().next_back(), Some(std::path::Component::Normal(_)));
        if up && inside {
            short.pop();
        } else if part != std::path::Component::CurDir {
            short.push(part);
        }
    }
    // Behind a link to a folder, `..` leads elsewhere.
    match (short.canonicalize(), joined.canonicalize()) {
        (Ok(a), Ok(b)) if a == b => short,
        _ => joined,
    }
}
