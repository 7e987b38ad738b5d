resource "aws_apigatewayv2_authorizer" "jwt" {
  api_id           = aws_apigatewayv2_api.shop.id
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]
  name             = "jwt"

  jwt_configuration {
    audience = [aws_cognito_user_pool_client.shop.id, var.partner]
    issuer   = "https://${aws_cognito_user_pool.shop.endpoint}"
  }
}

resource "aws_apigatewayv2_route" "listed" {
  for_each             = local.routes
  api_id               = aws_apigatewayv2_api.shop.id
  route_key            = each.key
  authorization_type   = "JWT"
  authorizer_id        = aws_apigatewayv2_authorizer.jwt.id
  authorization_scopes = [for scope in each.value.scopes : format("%s/%s", aws_cognito_resource_server.shop.identifier, scope)]
  target               = "integrations/${aws_apigatewayv2_integration.lambda.id}"
}

resource "aws_apigatewayv2_route" "open" {
  for_each  = local.public
  api_id    = aws_apigatewayv2_api.shop.id
  route_key = "GET /${each.value}"
}

resource "aws_apigatewayv2_route" "admin" {
  count                = var.admin ? 1 : 0
  api_id               = aws_apigatewayv2_api.shop.id
  route_key            = "ANY /admin/{proxy+}"
  authorization_type   = "JWT"
  authorizer_id        = aws_apigatewayv2_authorizer.jwt.id
  authorization_scopes = aws_cognito_resource_server.shop.scope_identifiers
}

resource "aws_apigatewayv2_route" "debug" {
  count     = var.stage == "dev" ? 1 : 0
  api_id    = aws_apigatewayv2_api.shop.id
  route_key = "GET /debug"
}

resource "aws_apigatewayv2_integration" "lambda" {
  api_id           = aws_apigatewayv2_api.shop.id
  integration_type = "AWS_PROXY"
}
