package io.sluice.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A Chromium without a window, of this machine: nothing is downloaded, and nobody is told. */
final class Chromium implements AutoCloseable {
  private static final Pattern REQUEST =
      Pattern.compile("\"Network.requestWillBeSent\".*\"request\":\\{.*?\"url\":\"([^\"]*)\"");

  static {
    Logger.getLogger("org.openqa.selenium").setLevel(Level.SEVERE); // of its own CDP classes
  }

  private final ChromeDriver driver;
  private final List<String> errors = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();

  private Chromium(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts one; skips the test where none is installed. */
  static Chromium start() {
    File browser = installed("chromium", "chromium-browser", "google-chrome");
    File driver = installed("chromedriver");
    Assumptions.assumeTrue(browser != null && driver != null, "no Chromium is installed");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser);
    options.addArguments(
        "--headless=new",
        "--no-sandbox", // as root in a container there is none
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-background-networking",
        "--lang=en-US");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    Chromium chromium =
        new Chromium(
            new ChromeDriver(
                new ChromeDriverService.Builder().usingDriverExecutable(driver).build(), options));
    chromium.zone("Asia/Kolkata");
    chromium.size(1280, 900);
    return chromium;
  }

  private static File installed(String... names) {
    return Stream.of(names)
        .flatMap(
            name ->
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .map(dir -> new File(dir, name)))
        .filter(File::canExecute)
        .findFirst()
        .orElse(null);
  }

  /** Opens an address in an empty page. */
  void open(String address) {
    driver.get("about:blank");
    driver.get(address);
  }

  /** Opens an address in another tab, which is looked at from then on. */
  void newTab(String address) {
    driver.switchTo().newWindow(WindowType.TAB);
    driver.get(address);
  }

  /** The tab that is looked at. */
  String tab() {
    return driver.getWindowHandle();
  }

  /** Looks at a tab again. */
  void tab(String tab) {
    driver.switchTo().window(tab);
    driver.executeCdpCommand("Page.bringToFront", Map.of());
  }

  void reload() {
    driver.navigate().refresh();
  }

  void back() {
    driver.navigate().back();
  }

  String address() {
    return driver.getCurrentUrl();
  }

  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  void zone(String zone) {
    driver.executeCdpCommand("Emulation.setTimezoneOverride", Map.of("timezoneId", zone));
  }

  void look(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Runs a script in every page, before its own. */
  void before(String script) {
    driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
  }

  /** What a script returns. */
  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  long number(String script) {
    return ((Number) run(script)).longValue();
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  List<String> texts(String selector) {
    return driver.findElements(By.cssSelector(selector)).stream().map(WebElement::getText).toList();
  }

  String title() {
    return driver.getTitle();
  }

  void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** Goes on by the tab key until what has the focus has a text. */
  void tabTo(String text) {
    for (int i = 0; i < 60; i++) {
      press(Keys.TAB);
      if (text.equals(driver.switchTo().activeElement().getText())) {
        return;
      }
    }
    throw new AssertionError("the tab key does not lead to " + text);
  }

  /** How many pixels of a canvas have another colour than its first. */
  long drawn(int canvas) {
    return number(
        """
        const canvas = document.querySelectorAll("canvas")[%d];
        if (!canvas) return 0;
        const data = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer);
        return data.reduce((count, pixel) => count + (pixel !== data[0]), 0);
        """
            .formatted(canvas));
  }

  /** Whether everything on the page fits its width. */
  boolean fits() {
    return number("return document.documentElement.scrollWidth - innerWidth") <= 0;
  }

  /** Nothing is wrong with the page so far: no error, and no question to anybody else. */
  void assertClean(String origin) {
    for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
      errors.add(entry.getLevel() + " " + entry.getMessage());
    }
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      Matcher request = REQUEST.matcher(entry.getMessage());
      if (request.find()) {
        requests.add(request.group(1));
      }
    }
    assertThat(errors).as("what the console says").isEmpty();
    assertThat(requests)
        .isNotEmpty()
        .allMatch(
            url -> url.startsWith(origin) || url.startsWith("data:") || url.equals("about:blank"));
    requests.clear();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
