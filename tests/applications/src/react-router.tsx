/* A move in three routes: React Router changes the address, and each step is a form of its own. */
import { useRef } from "react";
import { createRoot } from "react-dom/client";
import { Form, Outlet, RouterProvider, createBrowserRouter, redirect, useActionData } from "react-router";
import { send } from "./_send";

const From = () => <Form method="post" id="from"><h2>Where from?</h2><label>Old street <input name="old" required /></label><label>Floor <select name="floor"><option value="">Choose</option><option>1</option><option>2</option></select></label><button>Next</button></Form>;
const Kind = () => <Form method="post" id="kind"><h2>What?</h2><label><input type="radio" name="kind" value="flat" /> A flat</label><label><input type="radio" name="kind" value="house" /> A house</label><label><input type="checkbox" name="piano" /> With a piano</label><button>Next</button></Form>;
const Who = () => {
  const errors = useActionData() as Record<string, string> | undefined;
  return <Form method="post" id="who"><h2>Who?</h2><label>Name <input name="name" /></label><label>E-mail <input name="email" type="email" aria-invalid={!!errors?.email} aria-describedby="e" /></label>{errors?.email && <p id="e">{errors.email}</p>}<button>Ask for an offer</button></Form>;
};
const start = document.location.pathname;
const router = createBrowserRouter([
  { path: start, element: <From />, action: async () => redirect("/move/kind") },
  { path: "/move/kind", element: <Kind />, action: async () => redirect("/move/who") },
  { path: "/move/who", element: <Who />, action: async ({ request }) => {
    const answer = await send(Object.fromEntries(await request.formData()));
    return answer.ok ? redirect("/move/thanks") : answer.errors;
  } },
  { path: "/move/thanks", element: <h1>We call you</h1> },
]);
createRoot(document.getElementById("app")!).render(<RouterProvider router={router} />);
