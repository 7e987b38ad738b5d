use super::*;

fn find<'k>(keys: &[&'k str], method: Method, path: &str) -> Option<&'k str> {
    let parsed: Vec<RouteKey> = keys.iter().map(|key| key.parse().unwrap()).collect();
    Matcher::new(&parsed).find(method, path).map(|route| keys[route])
}

/// The example of API Gateway's routes page.
#[test]
fn the_documented_example_is_followed() {
    let keys = [
        "GET /pets/dog/1",
        "GET /pets/dog/{id}",
        "GET /pets/{proxy+}",
        "ANY /{proxy+}",
        "$default",
    ];
    for (method, path, key) in [
        (Method::Get, "/pets/dog/1", "GET /pets/dog/1"),
        (Method::Get, "/pets/dog/2", "GET /pets/dog/{id}"),
        (Method::Get, "/pets/cat/1", "GET /pets/{proxy+}"),
        (Method::Post, "/test/5", "ANY /{proxy+}"),
        (Method::Post, "/pets/dog/1", "ANY /{proxy+}"),
    ] {
        assert_eq!(find(&keys, method, path), Some(key), "{path}");
    }
}

#[test]
fn a_full_match_comes_before_a_greedy_one_with_more_literals() {
    let keys = ["GET /pets/{a}/{b}", "GET /pets/dog/{proxy+}"];
    assert_eq!(find(&keys, Method::Get, "/pets/dog/1"), Some("GET /pets/{a}/{b}"));
    assert_eq!(find(&keys, Method::Get, "/pets/dog/1/2"), Some("GET /pets/dog/{proxy+}"));
}

#[test]
fn a_dead_end_is_left_for_the_next_best_pattern() {
    let keys = ["GET /a/b/c", "POST /a/{x}/d", "GET /{y}/b/d", "ANY /a/{p+}"];
    assert_eq!(find(&keys, Method::Get, "/a/b/d"), Some("GET /{y}/b/d"));
    assert_eq!(find(&keys, Method::Post, "/a/b/d"), Some("POST /a/{x}/d"));
    assert_eq!(find(&keys, Method::Put, "/a/b/d"), Some("ANY /a/{p+}"));
}

#[test]
fn empty_segments_are_taken_by_greedy_variables_alone() {
    let keys = ["GET /x/{p+}", "GET /x", "GET /y/{id}", "GET /"];
    assert_eq!(find(&keys, Method::Get, "/x/"), Some("GET /x/{p+}"));
    assert_eq!(find(&keys, Method::Get, "/x"), Some("GET /x"));
    assert_eq!(find(&keys, Method::Get, "/y/"), None);
    assert_eq!(find(&keys, Method::Get, "/"), Some("GET /"));
    assert_eq!(find(&["GET /{p+}"], Method::Get, "/"), Some("GET /{p+}"));
    assert_eq!(find(&["GET /{x}"], Method::Get, "/"), None);
}

#[test]
fn captures_are_parts_of_the_path() {
    let pattern: PathPattern = "/a/{x}/b/{y+}".parse().unwrap();
    let taken: Vec<_> = captures(&pattern, "/a/1/b/2/3/").collect();
    assert_eq!(taken, [("x", "1"), ("y", "2/3/")]);
}

#[test]
fn what_variables_take_is_noted_on_the_way() {
    let keys = ["GET /a/{x}/b/{y}", "GET /a/{x}/{z}/c", "GET /a/{x}/{rest+}", "GET /a/1/{y}/d/e"];
    let parsed: Vec<RouteKey> = keys.iter().map(|key| key.parse().unwrap()).collect();
    let matcher = Matcher::new(&parsed);
    for (path, key, taken) in [
        ("/a/1/b/2", 0, vec!["1", "2"]),
        ("/a/1/b/c", 0, vec!["1", "c"]),
        ("/a/1/d/c", 1, vec!["1", "d"]),
        ("/a/1/b/2/3", 2, vec!["1", "b/2/3"]),
        ("/a/1/", 2, vec!["1", ""]),
        ("/a/1/b/d/e", 3, vec!["b"]),
        ("/a/1/b/d/f", 2, vec!["1", "b/d/f"]),
    ] {
        let found = matcher.locate(Method::Get, path).unwrap();
        assert_eq!(found.route(), key, "{path}");
        assert_eq!(found.texts(path).unwrap().collect::<Vec<_>>(), taken, "{path}");
    }
}

#[test]
fn many_variables_and_long_paths_are_taken_too() {
    let variables: Vec<String> = (0..20).map(|number| format!("{{v{number}}}")).collect();
    let key: RouteKey = format!("GET /{}/{{rest+}}", variables.join("/")).parse().unwrap();
    let matcher = Matcher::new([&key]);
    let path = format!("{}/end/of/it", "/segment".repeat(20));
    let found = matcher.locate(Method::Get, &path).unwrap();
    assert!(found.texts(&path).is_none());
    let RouteKey::Path(_, pattern) = &key else { panic!("a path") };
    assert_eq!(captures(pattern, &path).last(), Some(("rest", "end/of/it")));
}
