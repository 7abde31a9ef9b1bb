/* A survey in SurveyJS: two pages, drawn from its model. */
import "survey-core/survey-core.css";
import { Model } from "survey-core";
import { renderSurvey } from "survey-js-ui";
import { send } from "./_send";

const survey = new Model({
  title: "Your stay", showQuestionNumbers: "off",
  pages: [
    { elements: [{ type: "text", name: "name", title: "Name", isRequired: true }, { type: "dropdown", name: "room", title: "Room", choices: ["Garden", "Attic"] }, { type: "tagbox", name: "food", title: "Food", choices: ["Soup", "Cake"] }, { type: "radiogroup", name: "again", title: "Would you come again?", choices: ["Yes", "No"] }] },
    { elements: [{ type: "rating", name: "stars", title: "How was it?" }, { type: "checkbox", name: "liked", title: "What did you like?", choices: ["Bed", "View"] }, { type: "boolean", name: "told", title: "May we tell it?" }, { type: "comment", name: "more", title: "More" }] },
  ],
  completedHtml: "<h3>Thank you for your stay</h3>",
});
survey.onComplete.add((sender) => void send(sender.data));
renderSurvey(survey, document.getElementById("app")!);
