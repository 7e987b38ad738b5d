stage = "prod"
admin = false
