use std::collections::BTreeMap;

use super::*;
use crate::import::project::Project;
use crate::import::template::read;
use crate::import::value::{Shape, Value};

/// Shows a value: holes as `${NAME}`, lists in brackets, maps in braces.
fn show(value: &Value) -> String {
    match &value.shape {
        Shape::Null => "null".to_owned(),
        Shape::Text(text) => text.to_string(),
        Shape::List(items) => {
            format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(","))
        }
        Shape::Map(members) => {
            let member =
                |one: &crate::import::value::Member| format!("{}:{}", one.key, show(&one.value));
            format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(","))
        }
    }
}

const HEAD: &str = "\
Parameters:
  Env: { Type: String, Default: prod }
  Open: { Type: String }
  List: { Type: CommaDelimitedList, Default: 'a, b' }
  Lists: { Type: 'List<AWS::EC2::Subnet::Id>' }
  Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /a/b }
Mappings:
  M: { prod: { name: orders, list: [x, y] } }
Conditions:
  Prod: !Equals [!Ref Env, prod]
  Dev: !Not [!Condition Prod]
  Unknown: !Equals [!Ref Open, x]
  SameHole: !Equals [!Ref Open, !Ref Open]
  Short: !And [!Condition Unknown, !Condition Dev]
  ShortOr: !Or [!Condition Unknown, !Condition Prod]
Resources:
  Pool: { Type: AWS::Cognito::UserPool }
  Client: { Type: AWS::Cognito::UserPoolClient }
";

/// Works out one value of a template, with `AWS::Region` given.
fn worked_out(text: &str) -> String {
    let (project, file) = Project::of_text("t.yaml", &format!("{HEAD}  X: {{ V: {text} }}\n"));
    let tree = read(&project, file).unwrap();
    let given = BTreeMap::from([("AWS::Region".to_owned(), "eu-west-1".to_owned())]);
    let resolver = Resolver::new(&project, &tree, &given);
    let node = tree.get("Resources").unwrap().get("X").unwrap().get("V").unwrap();
    show(&resolver.value(node))
}

#[test]
fn parameters_have_their_defaults_and_nothing_else() {
    assert_eq!(worked_out("!Ref Env"), "prod");
    assert_eq!(worked_out("!Ref Open"), "${Open}");
    assert_eq!(worked_out("!Ref List"), "[a,b]");
    assert_eq!(worked_out("!Ref Stored"), "${Stored}");
    assert_eq!(worked_out("!Ref Nobody"), "${Nobody}");
    assert_eq!(worked_out("!Ref AWS::Region"), "eu-west-1");
    assert_eq!(worked_out("!Ref AWS::Partition"), "aws");
    assert_eq!(worked_out("!Ref AWS::AccountId"), "${AWS::AccountId}");
}

#[test]
fn texts_are_put_together_around_their_holes() {
    assert_eq!(worked_out("!Sub 'a-${Env}-${Open}-${!Env}'"), "a-prod-${Open}-${Env}");
    assert_eq!(worked_out("!Sub ['${a}/${Env}', { a: !Ref Open }]"), "${Open}/prod");
    assert_eq!(worked_out("!Sub '${Client.ClientId}'"), "${Client}");
    assert_eq!(worked_out("!Sub 'no end ${Env'"), "no end ${Env");
    assert_eq!(worked_out("!Join ['-', [a, !Ref Env, !Ref Open]]"), "a-prod-${Open}");
    assert_eq!(worked_out("!Join ['-', !Ref List]"), "a-b");
    assert_eq!(worked_out("!Join ['-', !Ref Lists]"), "${Fn::Join 19:11}");
    assert_eq!(worked_out("!Base64 ab"), "YWI=");
    assert_eq!(worked_out("'{{resolve:ssm:/a:1}}/b'"), "${resolve:ssm:/a:1}/b");
}

#[test]
fn lists_are_taken_apart_only_when_they_are_known() {
    assert_eq!(worked_out("!Split [',', 'a,b']"), "[a,b]");
    assert_eq!(worked_out("!Select [1, !Split [',', 'a,b']]"), "b");
    assert_eq!(worked_out("!Select [0, !Ref List]"), "a");
    assert_eq!(worked_out("!Split [',', !Ref Open]"), "${Fn::Split 19:11}");
    assert_eq!(worked_out("{ 'Fn::Length': [a, b, c] }"), "3");
    assert_eq!(worked_out("{ 'Fn::ToJsonString': { a: [b] } }"), "{\"a\":[\"b\"]}");
    assert_eq!(worked_out("!FindInMap [M, !Ref Env, name]"), "orders");
    assert_eq!(worked_out("!FindInMap [M, !Ref Env, list]"), "[x,y]");
    assert_eq!(worked_out("!FindInMap [M, no, name, { DefaultValue: d }]"), "d");
}

#[test]
fn conditions_choose_what_they_can() {
    assert_eq!(worked_out("!If [Prod, a, b]"), "a");
    assert_eq!(worked_out("!If [Dev, a, !Ref AWS::NoValue]"), "null");
    assert_eq!(worked_out("[a, !If [Dev, b, !Ref AWS::NoValue]]"), "[a]");
    assert_eq!(worked_out("{ a: 1, b: !Ref AWS::NoValue, c: null }"), "{a:1,c:null}");
    assert_eq!(worked_out("!If [SameHole, a, b]"), "a");
    assert_eq!(worked_out("!If [Short, a, b]"), "b");
    assert_eq!(worked_out("!If [ShortOr, a, b]"), "a");
    assert_eq!(worked_out("!If [Unknown, a, b]"), "${If Unknown 19:11}");
    assert_eq!(worked_out("!If [Unknown, a, a]"), "a");
}

#[test]
fn attributes_of_a_pool_say_what_its_id_says() {
    let issuer = "https://cognito-idp.eu-west-1.amazonaws.com/${Pool}";
    assert_eq!(worked_out("!GetAtt Pool.ProviderURL"), issuer);
    assert_eq!(worked_out("!Join ['', ['https://', !GetAtt Pool.ProviderName]]"), issuer);
    assert_eq!(worked_out("!GetAtt Pool.Arn"), "${Pool.Arn}");
    assert_eq!(worked_out("{ 'Fn::GetAtt': [Pool, UserPoolId] }"), "${Pool}");
}

#[test]
fn what_a_deployment_knows_is_a_hole() {
    assert_eq!(worked_out("!ImportValue shared-pool"), "${ImportValue shared-pool}");
    assert_eq!(worked_out("!GetAZs ''"), "${Fn::GetAZs 19:11}");
    assert_eq!(worked_out("!Nonsense x"), "${Fn::Nonsense 19:11}");
    assert_eq!(worked_out("{ 'Fn::Transform': x, a: 1 }"), "${Fn::Transform}");
}

#[test]
fn loops_are_written_out_also_inside_each_other() {
    let inner = "{ 'Fn::ForEach::B': [B, [x, y], { '${A}${B}': '${B}-&{A}' }] }";
    let text = format!("{{ 'Fn::ForEach::A': [A, ['1.2', !Ref Env], {inner}], last: 1 }}");
    assert_eq!(worked_out(&text), "{1.2x:x-12,1.2y:y-12,prodx:x-prod,prody:y-prod,last:1}");
}
