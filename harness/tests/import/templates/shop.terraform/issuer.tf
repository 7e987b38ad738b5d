resource "aws_cognito_user_pool" "shop" {
  name = local.name
}

resource "aws_cognito_resource_server" "shop" {
  identifier   = "shop"
  name         = "shop"
  user_pool_id = aws_cognito_user_pool.shop.id

  dynamic "scope" {
    for_each = ["read", "write"]
    content {
      scope_name        = scope.value
      scope_description = "May ${scope.value}"
    }
  }
}

resource "aws_cognito_user_pool_client" "shop" {
  name                 = "shop"
  user_pool_id         = aws_cognito_user_pool.shop.id
  allowed_oauth_flows  = ["client_credentials"]
  allowed_oauth_scopes = aws_cognito_resource_server.shop.scope_identifiers
}

resource "aws_cognito_user_pool_domain" "shop" {
  domain       = lower("SHOP-${var.stage}")
  user_pool_id = aws_cognito_user_pool.shop.id
}
