variable "name" {
  default = "shop"
}

variable "stage" {
  type    = string
  default = "dev"
}

variable "region" {
  type    = string
  default = "eu-west-1"
}

variable "partner" {
  description = "The app client of the partner: nothing tells it here"
  type        = string
}

variable "admin" {
  type    = bool
  default = false
}

variable "routes" {
  type = map(object({
    method = optional(string, "GET")
    scopes = optional(list(string), [])
  }))
  default = {
    profile = {}
    orders  = { scopes = ["read", "write"] }
    order   = { method = "POST", scopes = ["write"] }
  }
}
