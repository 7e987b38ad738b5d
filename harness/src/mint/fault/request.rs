//! The requests of the attack corpus: paths and requests that must be refused, or read in one way only.
//!
//! They are sent to `policies/attacks.yaml`. `{token}` stands for a good token of its authorizer `rsa`
//! with the scope `orders:read` and the subject `7`.

/// A request of the table.
#[derive(Clone, Copy, Debug)]
pub struct RequestAttack {
    /// The id of the attack in the project's list; its variants share one.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What must come of it: a deny reason, or `allow`.
    pub outcome: &'static str,
    /// The method.
    pub method: &'static str,
    /// The path and query, as sent, but for [`Self::target`]'s repeated end.
    pub path: &'static str,
    /// What follows the path, and how many times.
    pub repeated: (&'static str, usize),
    /// The headers.
    pub headers: &'static [(&'static str, &'static str)],
    /// The rule, or where the attack was seen.
    pub source: &'static str,
    /// Why the outcome is not what one may expect; empty where there is nothing to say.
    pub note: &'static str,
}

impl RequestAttack {
    /// Every request, paths first.
    pub const ALL: &[Self] = ROWS;

    /// Returns the path and query as sent.
    pub fn target(&self) -> String {
        let (piece, times) = self.repeated;
        self.path.to_owned() + &piece.repeat(times)
    }
}

/// Writes rows: id, name, outcome, method, path, what is repeated at its end, headers, source, note.
macro_rules! requests {
    ($($id:ident $name:ident $outcome:ident $method:literal $path:literal $(($piece:literal x $times:literal))? [$($header:literal : $value:literal),*] $source:literal $($note:literal)?)*) => {
        &[$(RequestAttack {
            id: stringify!($id),
            name: stringify!($name),
            outcome: stringify!($outcome),
            method: $method,
            path: $path,
            repeated: (concat!($($piece)?), 0 $(+ $times)?),
            headers: &[$(($header, $value)),*],
            source: $source,
            note: concat!($($note)?),
        }),*]
    };
}

const ROWS: &[RequestAttack] = requests! {
P01 path_dot_dot ambiguous_path "GET" "/a/../admin" [] "CVE-2019-9901"
P01 path_dot_dot_last ambiguous_path "GET" "/a/b/.." [] "CVE-2019-9901"
P02 path_escaped_dots ambiguous_path "GET" "/a/%2e%2e/admin" [] "traefik/traefik#11746"
P02 path_escaped_dot_first ambiguous_path "GET" "/a/%2E./admin" [] "traefik/traefik#11746"
P02 path_escaped_dot_last ambiguous_path "GET" "/a/.%2e/admin" [] "traefik/traefik#11746"
P03 path_dots_semicolon ambiguous_path "GET" "/a/..;/admin" [] "CVE-2026-73511"
P03 path_semicolon ambiguous_path "GET" "/admin;x" [] "CVE-2026-73511"
P03 path_escaped_semicolon ambiguous_path "GET" "/admin%3bx" [] "CVE-2026-73511"
P04 path_two_slashes ambiguous_path "GET" "//admin" [] "CVE-2021-31920"
P04 path_two_slashes_inside ambiguous_path "GET" "/a//admin" [] "CVE-2021-31920"
P04 path_dot ambiguous_path "GET" "/./admin" [] "CVE-2021-31920"
P04 path_dot_last ambiguous_path "GET" "/admin/." [] "CVE-2021-31920"
P05 path_escaped_slash ambiguous_path "GET" "/a%2fadmin" [] "CVE-2025-66490"
P05 path_escaped_slash_last ambiguous_path "GET" "/admin%2F" [] "CVE-2025-66490"
P06 path_backslash ambiguous_path "GET" "/a\\..\\admin" [] "CVE-2021-29492"
P06 path_escaped_backslash ambiguous_path "GET" "/a%5c..%5Cadmin" [] "CVE-2021-29492"
P07 path_nul ambiguous_path "GET" "/admin%00" [] "CWE-158"
P07 path_line_break ambiguous_path "GET" "/admin%0a" [] "CWE-93"
P07 path_raw_space ambiguous_path "GET" "/admin " [] "RFC 9112 3.2"
P07 path_escaped_space no_route "GET" "/admin%20" [] "RFC 3986 2.1" "the contract: decoded once, and another path"
P08 path_fragment ambiguous_path "GET" "/admin#x" [] "CVE-2021-32779"
P08 path_escaped_fragment ambiguous_path "GET" "/admin%23" [] "CVE-2021-32779"
P08 path_escaped_question ambiguous_path "GET" "/admin%3f" [] "CVE-2025-54576"
P08 path_in_query allow "GET" "/public?/admin" [] "CVE-2025-54576" "the query decides nothing"
P08 path_before_query missing_token "GET" "/admin?/public" [] "CVE-2025-54576" "the query decides nothing"
P09 path_capitals no_route "GET" "/ADMIN" [] "CVE-2026-27587"
P09 path_escaped_capital no_route "GET" "/%41dmin" [] "CVE-2026-27587"
P09 path_escaped_letter missing_token "GET" "/%61dmin" [] "CVE-2026-27587" "the contract: decoded once, so it is the path without escapes"
P10 path_slash_after no_route "GET" "/admin/" [] "CVE-2026-15573"
P11 path_escaped_twice allow "GET" "/a/%252e%252e/admin" [] "CWE-174" "the contract: never decoded twice, so it is a name below /a"
P11 path_overlong_dot ambiguous_path "GET" "/a/%c0%ae%c0%ae/admin" [] "RFC 3629 10"
P11 path_overlong_dot_of_three ambiguous_path "GET" "/a/%e0%80%ae/admin" [] "RFC 3629 10"
P11 path_percent_u ambiguous_path "GET" "/a/%u002e%u002e/admin" [] "RFC 3986 2.1"
P11 path_percent_alone ambiguous_path "GET" "/admin%" [] "RFC 3986 2.1"
P12 path_wide_slash ambiguous_path "GET" "/a\u{ff0f}admin" [] "RFC 9112 3.2"
P12 path_escaped_wide_slash no_route "GET" "/%EF%BC%8Fadmin" [] "UTS 39"
P12 path_decomposed no_route "GET" "/adm%69%CC%81n" [] "UAX 15"
P12 path_right_to_left no_route "GET" "/%E2%80%AEnimda" [] "UTS 39"
P12 path_zero_width no_route "GET" "/ad%E2%80%8Bmin" [] "UTS 39"
P13 path_without_slash ambiguous_path "GET" "admin" [] "CVE-2026-33186"
P13 path_empty ambiguous_path "GET" "" [] "CVE-2026-33186"
P13 path_star ambiguous_path "OPTIONS" "*" [] "RFC 9112 3.2.4"
P13 path_absolute ambiguous_path "GET" "http://attacker.example/admin" [] "RFC 9112 3.2.2"
P14 path_of_10_kilobytes ambiguous_path "GET" "/a/" ("x" x 10_000) [] "CWE-770"
P14 path_of_5000_segments ambiguous_path "GET" "/a" ("/x" x 5_000) [] "CWE-770"
P14 path_of_4000_segments allow "GET" "/a" ("/x" x 4_000) [] "CWE-770" "the contract: at most 8 KiB"
P14 path_of_1000_escapes ambiguous_path "GET" "/a" ("%2f" x 1_000) [] "CWE-770"
P15 path_reserved_name allow "GET" "/users/me" ["Authorization": "Bearer {token}"] "OWASP API5:2023" "the literal route wins over the variable"
P16 path_greedy_rest_empty allow "GET" "/files/" [] "API Gateway, HTTP API routes" "the rest is one empty segment"
P16 path_greedy_without_rest no_route "GET" "/files" [] "API Gateway, HTTP API routes"
P16 path_greedy_dots ambiguous_path "GET" "/files/../admin" [] "CVE-2019-9901"
P17 path_of_another_user claim_mismatch "GET" "/users/8" ["Authorization": "Bearer {token}"] "OWASP API1:2023"
P17 path_of_own_user allow "GET" "/users/7" ["Authorization": "Bearer {token}"] "OWASP API1:2023"
R01 request_without_token missing_token "GET" "/rsa" [] "RFC 6750 3"
R02 bearer_alone missing_token "GET" "/rsa" ["Authorization": "Bearer"] "RFC 6750 2.1"
R02 bearer_and_space missing_token "GET" "/rsa" ["Authorization": "Bearer "] "RFC 6750 2.1"
R02 bearer_two_spaces malformed_token "GET" "/rsa" ["Authorization": "Bearer  {token}"] "RFC 6750 2.1"
R02 bearer_tab malformed_token "GET" "/rsa" ["Authorization": "Bearer\t{token}"] "RFC 6750 2.1"
R02 bearer_comma_after malformed_token "GET" "/rsa" ["Authorization": "Bearer {token},"] "RFC 6750 2.1"
R03 bearer_lower_case malformed_token "GET" "/rsa" ["Authorization": "bearer {token}"] "API Gateway, JWT authorizers" "the contract: exact case"
R03 bearer_capitals malformed_token "GET" "/rsa" ["Authorization": "BEARER {token}"] "API Gateway, JWT authorizers" "the contract: exact case"
R04 scheme_basic malformed_token "GET" "/rsa" ["Authorization": "Basic dXNlcjpwYXNz"] "RFC 7617 2"
R04 scheme_token malformed_token "GET" "/rsa" ["Authorization": "Token {token}"] "RFC 6750 2.1"
R04 scheme_jwt malformed_token "GET" "/rsa" ["Authorization": "JWT {token}"] "RFC 6750 2.1"
R04 scheme_missing allow "GET" "/rsa" ["Authorization": "{token}"] "API Gateway, JWT authorizers" "the identity source may hold the bare token"
R05 two_headers malformed_token "GET" "/rsa" ["Authorization": "Bearer {token}", "authorization": "Bearer {token}"] "CVE-2021-32777"
R05 two_tokens_joined malformed_token "GET" "/rsa" ["Authorization": "Bearer {token},Bearer {token}"] "CVE-2021-32777"
R06 token_in_query missing_token "GET" "/rsa?access_token={token}" [] "RFC 6750 2.3"
R06 token_in_query_too allow "GET" "/rsa?access_token=x" ["Authorization": "Bearer {token}"] "RFC 6750 2" "what is no identity source is not looked at"
R06 token_in_cookie missing_token "GET" "/rsa" ["Cookie": "access_token={token}"] "RFC 6750 2"
R07 header_underscore missing_token "GET" "/rsa" ["Authorization_": "Bearer {token}"] "CVE-2025-64484"
R07 header_lower_case allow "GET" "/rsa" ["authorization": "Bearer {token}"] "RFC 9110 5.1" "names of headers have no case"
R07 header_folded malformed_token "GET" "/rsa" ["Authorization": "Bearer\r\n {token}"] "RFC 9112 5.2"
R07 header_not_ascii malformed_token "GET" "/rsa" ["Authorization": "Bearer {token}\u{e9}"] "CVE-2023-27488"
R09 method_lower_case no_route "get" "/rsa" ["Authorization": "Bearer {token}"] "RFC 9110 9.1"
R09 method_mixed_case no_route "GeT" "/rsa" ["Authorization": "Bearer {token}"] "RFC 9110 9.1"
R09 method_unknown no_route "FOO" "/rsa" ["Authorization": "Bearer {token}"] "RFC 9110 9.1"
R09 method_trace no_route "TRACE" "/any" ["Authorization": "Bearer {token}"] "RFC 9110 9.3.8"
R09 method_connect no_route "CONNECT" "/any" ["Authorization": "Bearer {token}"] "CVE-2026-73547"
R10 head_of_get no_route "HEAD" "/rsa" ["Authorization": "Bearer {token}"] "OWASP API5:2023"
R10 options_preflight no_route "OPTIONS" "/rsa" ["Origin": "https://attacker.example", "Access-Control-Request-Method": "GET"] "OWASP API5:2023"
R10 options_with_token no_route "OPTIONS" "/rsa" ["Authorization": "Bearer {token}"] "OWASP API5:2023"
R10 options_of_any missing_token "OPTIONS" "/any" [] "OWASP API5:2023"
R11 method_override allow "GET" "/rsa" ["Authorization": "Bearer {token}", "X-HTTP-Method-Override": "DELETE"] "OWASP WSTG-CONF-06" "the header is ignored"
R11 method_override_to_get no_route "POST" "/rsa" ["Authorization": "Bearer {token}", "X-HTTP-Method-Override": "GET"] "OWASP WSTG-CONF-06"
R11 method_override_in_query no_route "POST" "/rsa?_method=GET" ["Authorization": "Bearer {token}"] "OWASP WSTG-CONF-06"
R12 original_url missing_token "GET" "/admin" ["X-Original-URL": "/public"] "CVE-2018-14773"
R12 rewrite_url missing_token "GET" "/admin" ["X-Rewrite-URL": "/public"] "CVE-2018-14773"
R12 forwarded_uri missing_token "GET" "/admin" ["X-Forwarded-Uri": "/public"] "CVE-2026-40575"
R12 forwarded_method no_route "POST" "/public" ["X-Forwarded-Method": "GET"] "CVE-2026-40575"
R12 forwarded_host missing_token "GET" "/admin" ["X-Forwarded-Host": "localhost", "X-Forwarded-Prefix": "/public"] "CVE-2026-40575"
R13 envoy_original_path missing_token "GET" "/admin" ["X-Envoy-Original-Path": "/public"] "CVE-2023-27487"
R13 middleware_subrequest missing_token "GET" "/admin" ["X-Middleware-Subrequest": "middleware"] "CVE-2025-29927"
R13 connection_authorization insufficient_scope "GET" "/admin" ["Authorization": "Bearer {token}", "Connection": "authorization"] "RFC 9110 7.6.1" "the header is ignored; a proxy in front may take the token away"
};
