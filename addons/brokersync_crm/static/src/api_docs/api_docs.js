/* global SwaggerUIBundle */
SwaggerUIBundle({
    url: "/api/v1/openapi.json",
    dom_id: "#docs",
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    filter: true,
    // Keys and tokens are forgotten with the page.
    persistAuthorization: false,
    validatorUrl: null,
});
