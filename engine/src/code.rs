//! The stable names of everything that can be found wrong in a policy or spec file.
//!
//! A code is a promise: its name never changes meaning. Each has a file under
//! `engine/tests/it/invalid` or `harness/tests/it/invalid` that raises it and an entry in
//! `policies/README.md` or `specs/README.md`; a test asks for both.

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// The file can be used, and says something its author will not have meant.
    Warning,
    /// The file can be used, and says something that a reviewer should look at: good files may.
    Note,
}

impl Severity {
    /// Returns the word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

macro_rules! codes {
    ($($variant:ident $severity:ident $name:literal $summary:literal;)+) => {
        /// The kind of a finding about a file.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = concat!("`", $name, "`: ", $summary, ".")] $variant,)+
        }

        impl Code {
            /// Every code, in the order of the references.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Returns the stable kebab-case name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// Returns one line on what the code means.
            pub fn summary(self) -> &'static str {
                match self { $(Self::$variant => $summary,)+ }
            }

            /// Returns how grave it is.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ }
            }
        }
    };
}

codes! {
    // Reading any file.
    Unreadable Error "unreadable" "the file cannot be read";
    FileTooLarge Error "file-too-large" "the file is over 64 MiB or two million values";
    NotUtf8 Error "not-utf8" "the file is not UTF-8 text";
    ForbiddenCharacter Error "forbidden-character" "a control or bidirectional character stands in the text";
    InvalidYaml Error "invalid-yaml" "the text is not YAML";
    EmptyDocument Error "empty-document" "the file says nothing";
    ManyDocuments Error "many-documents" "the file holds more than one YAML document";
    TooDeep Error "too-deep" "values are nested deeper than 32 levels";
    ScalarTooLong Error "scalar-too-long" "a value is over 64 KiB";
    AnchorOrAlias Error "anchor-or-alias" "YAML anchors and aliases are not taken";
    Tag Error "tag" "YAML tags are not taken";
    MergeKey Error "merge-key" "YAML merge keys are not taken";
    DuplicateKey Error "duplicate-key" "a key stands twice in one map";
    UnknownKey Error "unknown-key" "a key that the format does not have";
    ReservedKey Error "reserved-key" "a key that a later version will take";
    MissingKey Error "missing-key" "a key that must be there is not";
    WrongType Error "wrong-type" "a value of another type than asked for";
    WrongVersion Error "wrong-version" "`version` is not 1";
    UnknownFormat Error "unknown-format" "the file is neither a policy nor a spec";
    EmptyList Error "empty-list" "a list or map that must hold something is empty";
    // Policies: names and keys.
    InvalidName Error "invalid-name" "a name with characters that names cannot have";
    InvalidRouteKey Error "invalid-route-key" "a route key that is not `METHOD /path` or `$default`";
    DuplicateRoute Error "duplicate-route" "two routes take exactly the same requests";
    InvalidMethod Error "invalid-method" "a method that routes do not have";
    InvalidGlob Error "invalid-glob" "a glob outside the glob language";
    InvalidScope Error "invalid-scope" "a scope outside the grammar of RFC 6749 section 3.3";
    InvalidClaimName Error "invalid-claim-name" "an empty claim name or a broken JSON Pointer";
    AmbiguousScopes Error "ambiguous-scopes" "a list of scopes without `any_of` or `all_of`";
    // Policies: names that lead nowhere.
    UndefinedAuthorizer Error "undefined-authorizer" "an authorizer that is not defined";
    UndefinedRequirement Error "undefined-requirement" "a requirement that is not defined";
    UndefinedScope Error "undefined-scope" "a scope that the catalogue does not list";
    UndefinedParameter Error "undefined-parameter" "a parameter that is not defined";
    UndefinedVariable Error "undefined-variable" "a path variable that the route does not have";
    VariableInGuardrail Error "variable-in-guardrail" "`path_variable` in a guardrail, which has no route";
    UnsetParameter Error "unset-parameter" "a parameter without default was not set";
    MisplacedParameter Error "misplaced-parameter" "`${NAME}` outside `authorizers`";
    // Policies: authorizers.
    InvalidIssuer Error "invalid-issuer" "an issuer that no token could name";
    InvalidAudience Error "invalid-audience" "an audience that no token could name";
    InvalidIdentitySource Error "invalid-identity-source" "an identity source other than one header or query parameter";
    InvalidAlgorithm Error "invalid-algorithm" "an algorithm that is unknown, symmetric or `none`";
    InvalidLeeway Error "invalid-leeway" "a leeway outside 0 to 300 seconds";
    SeveralKeySources Error "several-key-sources" "more than one of `jwks`, `jwks_file` and `jwks_uri`";
    InvalidJwks Error "invalid-jwks" "a key set that must be refused";
    InvalidJwksUri Error "invalid-jwks-uri" "a `jwks_uri` that is neither https nor loopback";
    // Policies: routes and guardrails.
    NoAuthorizer Error "no-authorizer" "neither public nor behind an authorizer";
    PublicWithRequirement Error "public-with-requirement" "a public route that also asks for something";
    MustBeTrue Error "must-be-true" "`public` and `deny` take only `true`";
    DenyWithRequirement Error "deny-with-requirement" "a guardrail that denies and also asks for something";
    GuardrailWithoutEffect Error "guardrail-without-effect" "a guardrail that neither denies nor asks for anything";
    InvalidCors Error "invalid-cors" "a setting of `cors` that API Gateway refuses";
    // Policies: warnings.
    UnreachableRoute Warning "unreachable-route" "a route that can never match";
    UnreachableGuardrail Warning "unreachable-guardrail" "a guardrail that no route can reach";
    UnusedAuthorizer Warning "unused-authorizer" "an authorizer that nothing uses";
    UnusedScope Warning "unused-scope" "a scope of the catalogue that nothing asks for";
    UnusedParameter Warning "unused-parameter" "a parameter that nothing uses";
    UnusedRequirement Warning "unused-requirement" "a requirement that nothing uses";
    QuotaExceeded Warning "quota-exceeded" "more than a quota of API Gateway allows";
    LongScope Warning "long-scope" "a scope over 64 characters, which API Gateway's schema refuses";
    UnusualLiteral Warning "unusual-literal" "a literal with characters that API Gateway refuses";
    GatewayPathsWithGuardrails Warning "gateway-paths-with-guardrails" "`ambiguous_paths: as_gateway` together with guardrails";
    UnusableKey Warning "unusable-key" "a key of a key set that no token can use";
    // Policies: soundness, told by `harness check`.
    ContradictoryRequirement Warning "contradictory-requirement" "a requirement that no token can fulfil";
    RedundantScope Warning "redundant-scope" "a scope that changes nothing";
    RedundantCondition Warning "redundant-condition" "a condition on a claim that changes nothing";
    RedundantGuardrail Warning "redundant-guardrail" "a guardrail that changes nobody's access, because of others";
    IdleGuardrail Note "idle-guardrail" "a guardrail that the routes under it make needless";
    AlwaysDeniedRoute Note "always-denied-route" "a route all of whose requests are denied by guardrails";
    OverlappingRoutes Note "overlapping-routes" "routes that take the same requests and do not let the same tokens in";
    PublicUnderProtected Note "public-under-protected" "a route open to everybody among protected ones";
    ImpliedRequirement Note "implied-requirement" "what a route asks for and would be asked for without it";
    ClaimRemovalOpens Note "claim-removal-opens" "a route that opens when a token loses a claim";
    NotAnalysed Note "not-analysed" "a policy about whose soundness no exact answer is given";
    // Specs.
    UndefinedToken Error "undefined-token" "a token that is not defined";
    ReservedToken Error "reserved-token" "a token named `none`";
    TokenCycle Error "token-cycle" "tokens that are `like` each other in a circle";
    RawWithOthers Error "raw-with-others" "`raw` beside keys that say how to mint";
    UnclearAuthorizer Error "unclear-authorizer" "a token that does not say whose it is";
    UnknownFault Error "unknown-fault" "a fault that cannot be minted";
    UnknownProfile Error "unknown-profile" "a token profile that does not exist";
    InvalidDuration Error "invalid-duration" "a duration that is not like `5m`";
    InvalidInstant Error "invalid-instant" "an instant that is not RFC 3339";
    RowWidth Error "row-width" "a row whose cells differ in number from the tokens above";
    DuplicateCase Error "duplicate-case" "two cases of one name";
    InvalidExpectation Error "invalid-expectation" "an expectation that no decision could meet";
    InvalidRequest Error "invalid-request" "a request that is not `METHOD /path`";
    EmptyReason Error "empty-reason" "`skip` without a reason";
    UndefinedRoute Error "undefined-route" "a route that the policy does not have";
    UndefinedGuardrail Error "undefined-guardrail" "a guardrail that the policy does not have";
    UnusedToken Warning "unused-token" "a token that no row uses";
    UnmatchedRow Warning "unmatched-row" "a row that meets no route and does not expect that";
    UntestedRoute Warning "untested-route" "a route that no row meets";
    // Templates of other tools.
    InvalidJson Error "invalid-json" "the text is not JSON";
    InvalidTemplate Error "invalid-template" "a template that its own tool refuses";
    NoHttpApi Error "no-http-api" "a template without an HTTP API";
    SeveralApis Error "several-apis" "a template with several HTTP APIs, none of them chosen";
    RefusedRoute Error "refused-route" "a route that cannot be decided here";
    UnresolvedValue Error "unresolved-value" "a value that must be known, and is not";
    OutsideFolder Error "outside-folder" "a file outside the folder of the template";
    // Templates: warnings.
    SkippedRoute Warning "skipped-route" "a refused route, denied by a guardrail instead";
    Hole Warning "hole" "a value that the template does not tell";
    UnlikelyIssuer Warning "unlikely-issuer" "an issuer that its tokens will not name";
    PreflightNeedsToken Warning "preflight-needs-token" "a route that asks CORS preflight requests for a token";
    SilentAuthorizer Warning "silent-authorizer" "an authorizer that a failed import would drop in silence";
    ScopesWithoutJwt Warning "scopes-without-jwt" "scopes on a route without a JWT authorizer";
    OpenBesideProtected Warning "open-beside-protected" "an open route beside protected ones";
    UndefinedResourceScope Warning "undefined-resource-scope" "a scope that no resource server defines";
    UngrantedScope Warning "ungranted-scope" "a scope that no client may get";
    PluginNotRun Warning "plugin-not-run" "a plugin that could change the routes";
    CorsLeftOut Warning "cors-left-out" "a CORS setting that the policy goes without";
    RootSecurity Warning "root-security" "a document's `security`, which HTTP APIs may not know";
    IdTokenPasses Warning "id-token-passes" "a route without scopes, which ID tokens pass, too";
    // Integrations.
    InvalidIntegration Error "invalid-integration" "an integration that cannot be called";
    // Files of issuers.
    InvalidClient Error "invalid-client" "a client that the issuer could not serve";
}
