//! The names that the framework gives to the resources it makes; a service may refer to them.

/// The HTTP API.
pub(super) const API: &str = "HttpApi";

/// Names an authorizer's resource.
pub(super) fn authorizer(name: &str) -> String {
    format!("HttpApiAuthorizer{}", normal(name))
}

/// Names the resource of a function.
pub(super) fn function(name: &str) -> String {
    format!("{}LambdaFunction", normal(name))
}

/// Names the resource of a function's integration.
pub(super) fn integration(function: &str) -> String {
    format!("HttpApiIntegration{}", normal(function))
}

fn normal(name: &str) -> String {
    capital(&name.replace('-', "Dash").replace('_', "Underscore"))
}

/// Names a route's resource; different routes may come to one name.
pub(super) fn route(key: &str) -> String {
    if key == "*" {
        return "HttpApiRouteDefault".to_owned();
    }
    let parts: String = key.split('/').map(part).collect();
    format!("HttpApiRoute{parts}")
}

fn part(part: &str) -> String {
    let part = part.to_lowercase().replace('-', "Dash");
    let part = match (part.find('{'), part.rfind('}')) {
        (Some(begin), Some(end)) if begin < end => {
            let (before, rest) = part.split_at(begin);
            let (inside, behind) = rest.split_at(end - begin);
            format!("{before}{inside}Var{behind}")
        }
        _ => part,
    };
    let letters: String = part.chars().filter(char::is_ascii_alphanumeric).collect();
    capital(&letters)
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Recorded from `osls package` 4.3.1.
    #[test]
    fn routes_are_named_as_the_framework_names_them() {
        for (key, id) in [
            ("*", "HttpApiRouteDefault"),
            ("GET /", "HttpApiRouteGet"),
            ("GET /orders/{id}", "HttpApiRouteGetOrdersIdVar"),
            ("ANY /a-b/c_d.e", "HttpApiRouteAnyADashbCde"),
            ("POST /Files/{path+}", "HttpApiRoutePostFilesPathVar"),
        ] {
            assert_eq!(route(key), id);
        }
    }

    #[test]
    fn authorizers_are_named_as_the_framework_names_them() {
        assert_eq!(authorizer("jwt"), "HttpApiAuthorizerJwt");
        assert_eq!(authorizer("my-own_one"), "HttpApiAuthorizerMyDashownUnderscoreone");
    }
}
