//! Expressions, by the scopes that they come to.

use super::{route, routes};

/// What a list of scopes comes to, below whatever declarations.
fn scopes(expression: &str, more: &str) -> String {
    let arguments = format!(
        "route_key = \"GET /\"\nauthorization_type = \"JWT\"\nauthorizer_id = aws_apigatewayv2_authorizer.jwt.id\nauthorization_scopes = {expression}"
    );
    let routes = routes(&format!("{more}\n{}", route("a", &arguments)));
    let [only] = routes.as_slice() else { panic!("{routes:?}") };
    only.strip_prefix("GET /: ")
        .unwrap()
        .strip_prefix("jwt ")
        .map_or_else(|| format!("refused: {only}"), str::to_owned)
}

#[test]
fn expressions_come_to_what_terraform_makes_of_them() {
    let more = r#"
        variable "typed" {
          type    = list(object({ name = string, verb = optional(string, "read") }))
          default = [{ name = "a" }, { name = "b", verb = "write", other = 1 }]
        }
        locals {
          names = { b = "two", a = "one" }
          deep  = { list = [{ x = ["p", "q"] }, { x = ["r"] }] }
          none  = null
        }
    "#;
    for (expression, expected) in [
        (r#"["x", "y"]"#, "x y"),
        (r#"[upper("x"), lower("Y"), trimspace(" z ")]"#, "X y z"),
        ("[for v in local.names : v]", "one two"),
        (r#"[for k, v in local.names : "${k}:${v}" if k != "a"]"#, "b:two"),
        ("values(local.names)", "one two"),
        ("keys({ for k, v in local.names : v => k })", "one two"),
        (r#"concat(["x"], local.names["a"] == "one" ? ["yes"] : ["no"])"#, "x yes"),
        ("flatten(local.deep.list[*].x)", "p q r"),
        ("local.deep.list.*.x[0]", "p q"),
        (r#"[for t in var.typed : "${t.name}/${t.verb}"]"#, "a/read b/write"),
        (r#"[join("-", ["a", "b"]), format("%s.%d%%", "v", 2)]"#, "a-b v.2%"),
        (r#"toset(["b", "a", "b"])"#, "a b"),
        (r#"[lookup(local.names, "a", "z"), lookup(local.names, "c", "z")]"#, "one z"),
        (r#"[try(local.names.missing, "fallback"), try(local.names.a, "x")]"#, "fallback one"),
        (r#"[coalesce(local.none, "", "given")]"#, "given"),
        (r#"[merge(local.names, { a = "new" }).a, merge({ x = "1" }, local.none).x]"#, "new 1"),
        (r#"split(",", "a,b")"#, "a b"),
        (r#"[replace("a.b", ".", "/"), trimprefix("xc", "x"), trimsuffix("dx", "x")]"#, "a/b c d"),
        (r#"jsondecode("[\"a\", \"b\"]")"#, "a b"),
        (r#"jsondecode(jsonencode(["a"]))"#, "a"),
        (r#"yamldecode("- a\n- b\n")"#, "a b"),
        (r#"[element(["a", "b"], 3), one(["c"]), reverse(["d", "e"])[0]]"#, "b c e"),
        (r#"[for i in range(2) : "s${i + 1}"]"#, "s1 s2"),
        (r#"[for p in setproduct(["a"], ["b", "c"]) : join("/", p)]"#, "a/b a/c"),
        (r#"[tostring(length(local.names)), contains(["a"], "a") ? "in" : "out"]"#, "2 in"),
        (r#"slice(["a", "b", "c"], 1, 3)"#, "b c"),
        (r#"compact(["a", "", null])"#, "a"),
        (r#"concat([["a"], ["b"]]...)"#, "a b"),
        (r#"[(!false && 1 < 2) ? "t" : "f", "1" == 1 ? "same" : "differ"]"#, "t differ"),
        ("[<<-EOT\n      heredoc\n      EOT\n]", "refused: GET /: asks for the scope `heredoc\\n`"),
    ] {
        let told = scopes(expression, more);
        assert!(told.starts_with(expected), "{expression}: {told}, not {expected}");
        assert!(expected.starts_with("refused") || told == expected, "{expression}: {told}");
    }
}

#[test]
fn what_terraform_alone_knows_is_refused_with_its_name() {
    let more = "variable \"unset\" {}\nvariable \"list\" { type = list(string) }\n";
    for (expression, says) in [
        ("[var.unset]", "the variable `unset` has no value"),
        ("var.list", "the variable `list` has no value"),
        ("[var.nowhere]", "`nowhere` is not declared"),
        ("[local.nowhere]", "`nowhere` is not declared"),
        ("[data.aws_ssm_parameter.x.value]", "`data.aws_ssm_parameter.x` is Terraform's to read"),
        ("module.scopes.all", "`module.scopes` is not read"),
        ("[terraform.workspace]", "`terraform.workspace` is not known here"),
        ("[each.key]", "`each.key` is not known here"),
        ("[uuid()]", "`uuid()` is not worked out here"),
        ("[provider::x::y()]", "is a provider's"),
        ("[upper(var.unset)]", "`upper()`: the variable `unset` has no value"),
        ("[\"a${var.unset}\"]", "the variable `unset` has no value"),
        ("var.unset == \"x\" ? [\"a\"] : [\"b\"]", "a condition is not decided"),
        ("[\"%{ if true }a%{ endif }\"]", "are not worked out"),
        ("[replace(\"a\", \"/a/\", \"b\")]", "`replace()` is not worked out"),
        ("[format(\"%05d\", 1)]", "`format()` is not worked out"),
        ("{ a = 1 }.b", "there is no `b` in the map"),
        ("[[\"a\"][7]]", "no item at this index"),
        ("[file(\"/etc/passwd\")]", "`file()` is not worked out"),
    ] {
        let told = scopes(expression, more);
        assert!(told.contains(says), "{expression}: {told}, not {says}");
    }
}
